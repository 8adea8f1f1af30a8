"""Repair tickets, repair plans and works."""
