"""The school bus."""
