"""The pages of the records: photos, seals."""
