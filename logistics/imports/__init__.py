"""Imports: many rows at once from a sheet, looked over before anything is written.

An app declares an `Import` by its columns; reading, checking, asking, writing, the template to
fill in and the file with the mistakes marked come from here.
"""
