"""What stands on the page instead of a number nobody needs to read in passing."""


def masked_identity(number: str) -> str:
    """The first and the last digit."""
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}" if len(number) > 2 else ""
