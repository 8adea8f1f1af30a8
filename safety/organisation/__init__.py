"""Who answers for safety, what is taught and practised, and accidents."""
