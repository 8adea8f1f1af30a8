"""The pages of the duties, one module a noun."""
