"""Every change of the menu, one module a subject."""
