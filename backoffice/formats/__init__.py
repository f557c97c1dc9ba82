"""Dates and numbers as they are written here, in each language: FORMAT_MODULE_PATH."""
