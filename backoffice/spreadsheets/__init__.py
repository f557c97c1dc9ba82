"""Spreadsheets in and out: one module per domain, all on the same engine.

A sheet (`sheets.Sheet`) says which columns a file has and how its rows become rows of the database; `door.py` lists all of
them by name. An admin class takes part with a mixin and the names of its sheets (see `admin.py`):

    class DishAdmin(SpreadsheetPages, DeskAdmin):
        sheets = (DishSheet,)

`manage.py seed_all` brings the files in fixtures/ through the same sheets.
"""
