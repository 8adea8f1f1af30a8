"""Houqin: the logistics department of a school."""
