"""The sentences of the records: by the number of the duty, else by a word in its title."""

from functools import cache
from random import Random

from logistics.demo import words
from logistics.duties.models import Task

ZERO_SHARE = 0.45


def note_for(task: Task, roll: int, rng: Random) -> tuple[str, bool]:
    """What is written about a task, and whether it only says that there is nothing to report."""
    if task.duty is None:
        return figure(rng.choice(words.LINE_NOTES), roll, rng), False
    code = task.duty.code
    if code in words.ZERO and rng.random() < ZERO_SHARE:
        return words.ZERO[code], True
    return figure(rng.choice(sentences(code, task.duty.title)), roll, rng), False


@cache
def sentences(code: str, title: str) -> tuple[str, ...]:
    if code in words.NOTES:
        return words.NOTES[code]
    return next(said for word, said in words.GENERIC if word in title)


def figure(sentence: str, roll: int, rng: Random) -> str:
    """Put figures that fit each other into a sentence."""
    if "{" not in sentence:
        return sentence
    roll = roll or 30
    away = rng.choice((0, 1, 1, 2, 2, 3, 4))
    return sentence.format(
        roll=roll,
        away=away,
        there=max(roll - away, 1),
        few=rng.randint(1, 4),
        many=rng.randint(9, 38),
        staff=rng.randint(2, 4),
        dishes=rng.randint(3, 6),
        temp=f"36.{rng.randint(5, 9)}",
        cold=rng.randint(2, 6),
        ppm=rng.choice((250, 250, 500)),
        hours=rng.randint(120, 690),
        kilos=f"{rng.randint(80, 260) / 10:.1f}",
        kwh=rng.randint(140, 420),
        tons=rng.randint(8, 26),
        score=rng.randint(88, 97),
        surname=rng.choice(words.SURNAMES),
    )
