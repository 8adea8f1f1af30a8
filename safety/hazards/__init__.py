"""Hazards: graded, put right, checked again by another."""
