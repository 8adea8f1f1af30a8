"""How the house says no."""

from django.utils.functional import Promise


class Refused(Exception):
    """A rule says no. The sentence is for the person who asked, and names the cure."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
