"""The gate: who comes, who goes, who is on guard."""
