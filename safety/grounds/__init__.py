"""Cleaning zones, greening and the companies that work on the campus."""
