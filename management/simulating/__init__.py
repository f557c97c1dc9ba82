"""Random trays through the very rule engine of the product, and an oracle of its own plain code that says which plates were wrong."""
