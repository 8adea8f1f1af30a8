"""Who eats in a kitchen of the sample on a day."""

from collections import Counter, defaultdict
from datetime import date

from canteen.models import AgeGroup
from canteen.supply import diners
from canteen.supply.diners import group_of
from health import interface as health
from logistics.demo.school import Site
from logistics.school.models import Campus, Enrolment, SchoolClass


class Eaters:
    """Who is there, class by class, from the attendance; and the staff."""

    def __init__(self, site: Site, campus: Campus, first: date) -> None:
        self.site, today = site, site.wanted.today
        self.present = health.present_by_class(first, today)
        self.staff_count = diners.staff_of(today, campus)
        terms = [term for term in site.terms if term.ends_on >= first]
        enrolled = Enrolment.objects.filter(term__in=terms, school_class__campus=campus)
        self.size = Counter(enrolled.values_list("school_class", flat=True))
        years = {term.school_year for term in terms if term.starts_on <= today}
        classes = SchoolClass.objects.filter(campus=campus, school_year__in=years)
        self.classes = list(classes.order_by("position", "pk"))

    def portions(self, on: date) -> list[tuple[SchoolClass, int, int | None]]:
        """Of each class of the year: portions, and how many its attendance names."""
        year = next((t.school_year for t in self.site.terms if t.starts_on <= on <= t.ends_on), 0)
        found = []
        for one in self.classes:
            if one.school_year == year:
                there = self.present.get((one.pk, on))
                count = self.size[one.pk] if there is None else there
                found.append((one, count, there))
        return found

    def by_audience(self, on: date) -> dict[str, dict[str, int]]:
        children: dict[str, int] = defaultdict(int)
        for one, count, _there in self.portions(on):
            children[group_of(one.grade)] += count
        return {"children": dict(children), "staff": {str(AgeGroup.STAFF): self.staff_count}}
