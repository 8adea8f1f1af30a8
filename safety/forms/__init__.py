"""The forms of safety, by noun."""
