"""How fast the pages are, measured against a bare page in the same run."""
