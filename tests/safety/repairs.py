"""A school with a leaking tap: who reports, who repairs, who answers for it."""

from datetime import date, timedelta

from logistics.school.calendar import at, lay_out
from safety.models import RepairTicket
from safety.repairs import accepting, repairing, reporting
from safety.repairs.reporting import Fault
from tests.factories import make_person, make_place, make_term

# A Wednesday in term, in the school's own time.
NOW = at(date(2026, 11, 11), "09:30")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Site:
    """One campus with its people and a room."""

    def __init__(self, campus, *, laid_out=True):
        self.campus = campus
        if laid_out:
            lay_out(make_term())
        self.teacher = make_person(role="teacher", campus=campus, name="Teacher", username="t")
        self.colleague = make_person(
            role="teacher", campus=campus, name="Colleague", username="colle"
        )
        self.repairer = make_person(
            role="repairer", campus=campus, name="Repairer", username="repai"
        )
        self.other = make_person(
            role="repairer", campus=campus, name="Other repairer", username="other"
        )
        self.director = make_person(
            role="director", campus=campus, name="Director", username="direc"
        )
        self.principal = make_person(
            role="principal", campus=campus, name="Principal", username="princ"
        )
        self.room = make_place(campus=campus, name="Washroom", custodian=self.colleague)

    def report(self, *, by=None, now=NOW, what="The tap drips", category="water", **given):
        told = {"place": self.room, "category": category, "what": what}
        kept = {name: given.pop(name) for name in list(given) if name in FAULT}
        return reporting.report(Fault(**told | kept), by=by or self.teacher, now=now, **given)

    def take(self, ticket, *, by=None, now=NOW + HOUR):
        repairing.take(fresh(ticket), by=by or self.repairer, now=now)

    def finish(self, ticket, *, by=None, now=NOW + 2 * HOUR, work="New washer", **given):
        return repairing.finish(fresh(ticket), work=work, by=by or self.repairer, now=now, **given)

    def repaired(self, **given):
        ticket = self.report(**given)
        self.take(ticket)
        self.finish(ticket)
        return fresh(ticket)

    def accept(self, ticket, *, by=None, now=NOW + 3 * HOUR, **given):
        return accepting.accept(fresh(ticket), by=by or self.teacher, now=now, **given)


FAULT = {"is_dangerous", "asset", "thing", "phone", "school_class", "campus", "place"}


def fresh(ticket):
    return RepairTicket.objects.get(pk=ticket.pk)


def steps(ticket):
    return [step.kind for step in ticket.steps.order_by("pk")]


def school_day(month, day):
    return date(2026, month, day)
