"""The pages of the assets, one module a noun."""
