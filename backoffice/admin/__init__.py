"""The staff tool: one module per domain, named as in core/. Importing it registers them all."""
