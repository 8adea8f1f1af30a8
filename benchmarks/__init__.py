"""How fast the pages are, measured against a bare page in the same run."""


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  the point of a benchmark
