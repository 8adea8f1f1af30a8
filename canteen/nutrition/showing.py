"""An analysis in words and drawings: its first sentence, its charts."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from canteen.nutrition.analysing import Analysis
from canteen.nutrition.holding import share
from canteen.nutrition.judging import Judged, Verdict, plain
from logistics.charts import Point, Series

FINE = frozenset({"vitamin_b1_mg", "vitamin_b2_mg"})
WHOLE = frozenset({"energy_kcal", "vitamin_a_ug_rae", "calcium_mg", "sodium_mg"})
MOST_NAMED = 4


def figure(value: Decimal | None, code: str) -> str:
    """With as many places as are usual for it: whole kcal, hundredths of a milligram of B1."""
    if value is None:
        return "—"
    places = 2 if code in FINE else 0 if code in WHOLE else 1
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def sentence(found: Analysis) -> str:
    """Energy first, then what is too little and too much."""
    if found.is_empty:
        return _("There is nothing to analyse in these days.")
    energy = next(row for row in found.nutrients if row.code == "energy_kcal")
    said = {"kcal": figure(energy.value, energy.code), "percent": words_of(energy)}
    first = _("%(kcal)s kcal for each child a day") % said
    if energy.percent is not None:
        first = (
            _("%(kcal)s kcal for each child a day, %(percent)s %% of the reference intake") % said
        )
    parts = [first]
    for verdict, words in (
        (Verdict.LOW, pgettext("of an analysis", "too little: %(names)s")),
        (Verdict.HIGH, pgettext("of an analysis", "too much: %(names)s")),
    ):
        if rows := found.of_verdict(verdict):
            parts.append(words % {"names": named(rows)})
    if not found.of_verdict(Verdict.LOW, Verdict.HIGH) and found.target:
        parts.append(_("everything as asked"))
    return pgettext("between the parts of a list", "; ").join(parts)


def words_of(row: Judged) -> str:
    return "" if row.percent is None else f"{row.measured}"


def named(rows: Sequence[Judged]) -> str:
    names = _(", ").join(str(row.title) for row in rows[:MOST_NAMED])
    more = len(rows) - MOST_NAMED
    if more <= 0:
        return names
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": names,
        "n": more,
    }


# Charts: at most three on the page; the title of each is what it has found ------------------------


def of_reference(found: Analysis) -> dict[str, Any] | None:
    """Every nutrient in per cent of what is needed in a day."""
    rows = [row for row in found.nutrients if row.percent is not None and row.asked]
    if not rows:
        return None
    low = [row for row in rows if row.verdict == Verdict.LOW]
    title = _("%(good)s of %(all)s nutrients reach what is asked") % {
        "good": len(rows) - len(low),
        "all": len(rows),
    }
    points = [Point(row.title, float(row.measured or 0), f"?{query_of(found, row.code)}#sources")
              for row in rows]  # fmt: skip
    return {"title": title, "points": points, "unit": _("per cent of the reference intake")}


def query_of(found: Analysis, code: str) -> str:
    asked = found.asked
    said = f"basis={asked.basis}&first={asked.first}&last={asked.last}&of={code}"
    return f"{said}&group={asked.group}" if asked.group else said


def of_meals(found: Analysis) -> dict[str, Any] | None:
    rows = [row for row in found.meals if row.measured is not None]
    if len(rows) < 2:
        return None
    title = _("Energy of the meals: %(shares)s") % {
        "shares": " : ".join(plain(row.value or Decimal(0)) for row in rows)
    }
    points = [Point(row.title, float(row.measured or 0)) for row in rows]
    return {"title": title, "points": points, "unit": "%"}


def of_days(found: Analysis) -> dict[str, Any] | None:
    """Energy and protein day by day, in per cent of what is needed. Days without food are no days."""
    if len(found.daily) < 2 or found.target is None or found.planned is None:
        return None
    need = found.target.reference
    codes = (("energy_kcal", _("Energy")), ("protein_g", pgettext("a nutrient", "Protein")))
    series = [
        Series(
            words,
            [
                Point(
                    f"{on:%m-%d}",
                    rounded(share(held[code], need[code])),
                    f"?{day_query(found, on)}",
                )
                for on, held in found.by_day.items()
            ],
        )
        for code, words in codes
    ]
    energies = {on: held.energy for on, held in found.by_day.items()}
    least = min(energies, key=lambda on: energies[on])
    title = _("Least energy on %(day)s: %(kcal)s kcal") % {
        "day": f"{least:%Y-%m-%d}",
        "kcal": figure(energies[least], "energy_kcal"),
    }
    return {"title": title, "series": series, "unit": _("per cent of the reference intake")}


def day_query(found: Analysis, on: Any) -> str:
    return f"basis={found.asked.basis}&first={on}&last={on}"


def rounded(value: Decimal | None) -> float | None:
    return None if value is None else float(value.quantize(Decimal("0.1"), ROUND_HALF_UP))
