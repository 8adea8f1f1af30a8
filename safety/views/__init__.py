"""The pages of safety, by part."""
