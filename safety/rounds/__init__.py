"""Checklists and the rounds on which they are worked through."""
