"""`manage.py bench`: the speed targets, measured on a database of their own."""
