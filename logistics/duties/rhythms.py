"""When a duty is owed: its rhythm laid over the school calendar.

Every function answers spans in the order of time: from when on a record counts, until when it is
due, and after when it is missed. Days on which the school is closed follow the duty's `on_closed`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from logistics.duties.models import Duty, Rhythm
from logistics.duties.models.duties import ClosedDay
from logistics.school.calendar import DAY, OBSERVANCES, Calendar, at, dates, end_of, start_of

WEEK = timedelta(days=7)
EARLY_DAYS = 5  # "at the start" and "at the end" of a month: so many open days
AROUND_MID_TERM = timedelta(days=7)
TERM_END_WEEKS = timedelta(weeks=3)
MEAL_TAKES = timedelta(hours=2)
SHIFTS = ("07:00", "19:00")
HANDOVER = timedelta(hours=1)


@dataclass(frozen=True)
class Span:
    """One occurrence. `key` tells it from the others of its series; `meal` if it is for one."""

    key: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    meal: str = ""
    person_id: int | None = None


def spans(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> list[Span]:
    """All occurrences of a duty in the calendar's term. Event duties and unset ones have none."""
    lay = RHYTHMS.get(Rhythm(duty.rhythm))
    if lay is None:
        return []
    if duty.scope == "meal":
        lay = each_meal
    return [span for span in lay(duty, calendar, meals) if in_force(duty, span)]


def in_force(duty: Duty, span: Span) -> bool:
    day = span.due_at.date()
    if duty.season and day.month not in duty.season:
        return False
    return (duty.starts_on is None or duty.starts_on <= day) and (
        duty.ends_on is None or day <= duty.ends_on
    )


# Owed on days.


def days_owed(duty: Duty, calendar: Calendar) -> list[date]:
    if duty.on_closed == ClosedDay.KEEP:
        return dates(calendar.term.starts_on, calendar.term.ends_on)
    return calendar.open_days


def next_day(calendar: Calendar, day: date) -> date:
    """Until when a daily duty may still be proved: the end of the next school day."""
    return calendar.next_open(day) or day + DAY


def daily(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """Once a day, or at each of the given times; the next begins when the one before is due."""
    times = sorted(duty.times)
    for day in days_owed(duty, calendar):
        closes = end_of(next_day(calendar, day))
        opens = start_of(day)
        for number, clock in enumerate(times or [None]):
            due = at(day, clock) if clock else end_of(day)
            yield Span(f"{day}.{number}", opens, due, closes)
            opens = due


def each_meal(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    for day in days_owed(duty, calendar):
        closes = end_of(next_day(calendar, day))
        for meal, clock in meals.items():
            due = at(day, clock) + MEAL_TAKES
            yield Span(f"{day}.{meal}", start_of(day), due, closes, meal=meal)


def each_shift(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """Around each handover; guards hand over on closed days too if the duty says so."""
    for day in days_owed(duty, calendar):
        for number, clock in enumerate(sorted(duty.times) or SHIFTS):
            handover = at(day, clock)
            closes = end_of(day + DAY)
            yield Span(f"{day}.{number}", handover - HANDOVER, handover + HANDOVER, closes)


def move(duty: Duty, calendar: Calendar, day: date) -> date | None:
    """Where a duty that falls on this day is owed; None: not at all."""
    if calendar.is_open(day) or duty.on_closed == ClosedDay.KEEP:
        return day
    if duty.on_closed == ClosedDay.BEFORE:
        return calendar.previous_open(day)
    if duty.on_closed == ClosedDay.AFTER:
        return calendar.next_open(day)
    return None


def on_days(duty: Duty, calendar: Calendar, days: list[date], period: timedelta) -> Iterator[Span]:
    """Owed on these days, closing when the next period is over."""
    moved = sorted({owed for day in days if (owed := move(duty, calendar, day))})
    for day in moved:
        due = at(day, duty.times[0]) if duty.times else end_of(day)
        yield Span(f"{day}", start_of(day), due, end_of(day + period))


def dated(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    term = calendar.term
    days = [date.fromisoformat(text) for text in duty.dates]
    within = [day for day in days if term.starts_on <= day <= term.ends_on]
    return on_days(duty, calendar, within, WEEK)


# Owed once in a period.


def once_in(calendar: Calendar, periods: list[tuple[date, date]], *, keep: bool) -> Iterator[Span]:
    """Once in each period, by its last open day; missed when the next one is due."""
    owed = []
    for first, last in periods:
        days = calendar.open_between(first, last)
        if days or keep:
            owed.append((first, last if keep else days[-1]))
    for number, (first, due) in enumerate(owed):
        following = owed[number + 1][1] if number + 1 < len(owed) else due + max(due - first, WEEK)
        yield Span(f"{first}", start_of(first), end_of(due), end_of(following))


def weeks_of(calendar: Calendar, every: int) -> list[tuple[date, date]]:
    """Stretches of so many teaching weeks, from the first on."""
    term = calendar.term
    last = term.week_of(term.last_teaching_day)
    return [
        (term.week(number)[0], term.week(min(number + every - 1, last))[1])
        for number in range(1, last + 1, every)
    ]


def weekly(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """On the given weekdays; without any, once in every week or stretch of weeks."""
    every = {Rhythm.WEEKLY: 1, Rhythm.BIWEEKLY: 2}.get(Rhythm(duty.rhythm)) or duty.interval or 1
    stretches = weeks_of(calendar, every)
    if not duty.weekdays:
        return once_in(calendar, stretches, keep=duty.on_closed == ClosedDay.KEEP)
    days = [monday + (n - 1) * DAY for monday, _ in stretches for n in duty.weekdays]
    return on_days(duty, calendar, days, every * WEEK)


def month_spans(calendar: Calendar) -> list[tuple[date, date]]:
    """First and last day of each month, cut to the term."""
    term = calendar.term
    firsts = [date(year, month, 1) for year, month in term.months()]
    ends = [first - DAY for first in firsts[1:]] + [term.ends_on]
    return [
        (max(first, term.starts_on), min(end, term.ends_on))
        for first, end in zip(firsts, ends, strict=True)
    ]


def monthly(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    every = {Rhythm.MONTHLY: 1, Rhythm.BIMONTHLY: 2}.get(Rhythm(duty.rhythm)) or duty.interval or 1
    months = month_spans(calendar)
    stretches = [
        (months[n][0], months[min(n + every, len(months)) - 1][1])
        for n in range(0, len(months), every)
    ]
    return once_in(calendar, stretches, keep=duty.on_closed == ClosedDay.KEEP)


def quarterly(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    quarters: dict[tuple[int, int], tuple[date, date]] = {}
    for first, last in month_spans(calendar):
        quarter = (first.year, (first.month - 1) // 3)
        quarters[quarter] = (quarters.get(quarter, (first, last))[0], last)
    return once_in(calendar, list(quarters.values()), keep=False)


def month_start(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    early = []
    for first, last in month_spans(calendar):
        if days := calendar.open_between(first, last)[:EARLY_DAYS]:
            early.append((first, days[-1]))
    return once_in(calendar, early, keep=False)


def month_end(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    late = []
    for first, last in month_spans(calendar):
        if days := calendar.open_between(first, last)[-EARLY_DAYS:]:
            late.append((days[0], days[-1]))
    return once_in(calendar, late, keep=False)


def named_months(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """In the months it names; a month without any open day is owed by its end."""
    for first, last in month_spans(calendar):
        if first.month in duty.months:
            days = calendar.open_between(first, last)
            due = days[-1] if days else last
            yield Span(f"{first}", start_of(first), end_of(due), end_of(last + 4 * WEEK))


# Owed at points of the term.


def single(key: str, first: date, due: date) -> Iterator[Span]:
    due = max(first, due)
    yield Span(key, start_of(first), end_of(due), end_of(due + max(due - first, 2 * WEEK)))


def last_open(calendar: Calendar, day: date) -> date:
    return day if calendar.is_open(day) else calendar.previous_open(day) or day


def term_start(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """From the first day of work to the end of the second teaching week."""
    return single("start", calendar.term.starts_on, last_open(calendar, calendar.term.week(2)[1]))


def term_mid(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    term = calendar.term
    middle = term.first_teaching_day + (term.last_teaching_day - term.first_teaching_day) / 2
    return single("mid", middle - AROUND_MID_TERM, last_open(calendar, middle + AROUND_MID_TERM))


def term_end(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    return single("end", calendar.term.last_teaching_day - TERM_END_WEEKS, calendar.term.ends_on)


def termly(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    return single("term", calendar.term.starts_on, calendar.term.ends_on)


def yearly(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """In the first month named; without one by the end of the calendar year."""
    term = calendar.term
    if duty.months:
        first_named = list(named_months(duty, calendar, meals))
        return iter(first_named[:1])
    year_end = date(term.starts_on.year, 12, 31)
    return (
        single("year", term.starts_on, min(year_end, term.ends_on)) if term.half == 1 else iter(())
    )


def before_term(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """While the staff prepares: by the day before teaching begins, or so many days before."""
    term = calendar.term
    return single("before", term.starts_on, term.first_teaching_day - (duty.days or 1) * DAY)


def after_term(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    term = calendar.term
    return single("after", term.last_teaching_day, max(term.ends_on, term.last_teaching_day + WEEK))


def holidays(duty: Duty, calendar: Calendar) -> list[tuple[date, date]]:
    """First and last day of the holidays the duty hangs on: its anchor, or every public one."""
    term = calendar.term
    if duty.anchor in OBSERVANCES:
        days = [date(year, *OBSERVANCES[duty.anchor]) for year, _ in term.months()]
        return sorted({(d, d) for d in days if term.starts_on <= d <= term.ends_on})
    return [
        (first, last)
        for _code, first, last in calendar.holiday_spans()
        # Two holidays in one span: in 2025 Mid-Autumn lies within National Day.
        if not duty.anchor or duty.anchor in map(calendar.holidays.get, dates(first, last))
    ]


def before_holiday(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    for first, last in holidays(duty, calendar):
        due = last_open(calendar, first - (duty.days or 1) * DAY)
        if due >= calendar.term.starts_on:
            opens = max(due - WEEK, calendar.term.starts_on)
            yield Span(f"{first}", start_of(opens), end_of(due), end_of(last))


def after_holiday(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    for first, last in holidays(duty, calendar):
        if back := calendar.next_open(last + ((duty.days or 1) - 1) * DAY):
            yield Span(f"{first}", start_of(last + DAY), end_of(back), end_of(back + WEEK))


def by_rota(duty: Duty, calendar: Calendar, meals: dict[str, str]) -> Iterator[Span]:
    """Once for each turn, by the person whose turn it is."""
    for turn in duty.turns.all():
        if turn.ends_on >= calendar.term.starts_on and turn.starts_on <= calendar.term.ends_on:
            due = last_open(calendar, turn.ends_on)
            [span] = single(f"{turn.starts_on}.{turn.person_id}", turn.starts_on, due)
            yield replace(span, closes_at=end_of(due + WEEK), person_id=turn.person_id)


Lay = Callable[[Duty, Calendar, dict[str, str]], Iterator[Span]]

RHYTHMS: dict[Rhythm, Lay] = {
    Rhythm.DAILY: daily,
    Rhythm.MEAL: each_meal,
    Rhythm.SHIFT: each_shift,
    Rhythm.WEEKLY: weekly,
    Rhythm.BIWEEKLY: weekly,
    Rhythm.WEEKS: weekly,
    Rhythm.MONTH_START: month_start,
    Rhythm.MONTHLY: monthly,
    Rhythm.MONTH_END: month_end,
    Rhythm.BIMONTHLY: monthly,
    Rhythm.QUARTERLY: quarterly,
    Rhythm.EVERY_MONTHS: monthly,
    Rhythm.MONTHS: named_months,
    Rhythm.TERM_START: term_start,
    Rhythm.TERM_MID: term_mid,
    Rhythm.TERM_END: term_end,
    Rhythm.TERMLY: termly,
    Rhythm.YEARLY: yearly,
    Rhythm.DATED: dated,
    Rhythm.BEFORE_TERM: before_term,
    Rhythm.AFTER_TERM: after_term,
    Rhythm.BEFORE_HOLIDAY: before_holiday,
    Rhythm.AFTER_HOLIDAY: after_holiday,
    Rhythm.ROTA: by_rota,
}
