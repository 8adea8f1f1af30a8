"""The pages of the school: people, places, classes, children, terms, rules, settings."""
