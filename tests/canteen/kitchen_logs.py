"""A kitchen with its people, fridges and a published menu, around a given day."""

from datetime import timedelta

from django.utils import timezone

from canteen.models import Fridge
from health.models import StaffHealthCert, StaffHealthSheet
from logistics.duties import filing
from logistics.records.models import Entry
from logistics.school.calendar import lay_out
from logistics.school.models import SchoolDay, Term
from tests.canteen.factories import make_dish, make_menu

DAY = timedelta(days=1)


def make_term_of_school_days(campus):
    """A term around today whose every day is a day of school: no test hangs on the weekday."""
    today = timezone.localdate()
    days = [today + n * DAY for n in (-60, -53, 53, 60)]
    names = ("starts_on", "first_teaching_day", "last_teaching_day", "ends_on")
    year = today.year if today.month >= 8 else today.year - 1
    term = Term.objects.create(school_year=year, half=1, **dict(zip(names, days, strict=True)))
    lay_out(term)
    SchoolDay.objects.filter(campus=campus).update(kind="school")
    return term


def make_fridges(campus):
    uses = {"Samples": "sample", "Meat": "chilled", "Deep": "frozen"}
    return {
        name: Fridge.objects.create(campus=campus, name=name, use=use) for name, use in uses.items()
    }


def give_certificate(person, *, until, by=None):
    """A health certificate of a year that ends on a day."""
    now = timezone.now()
    sheet = StaffHealthSheet(
        entry=Entry(campus=person.posts.get().campus, happened_at=now),
        staff=1,
        expiring=0,
        lapsed=0,
    )
    sheet.new_lines = [
        StaffHealthCert(
            person=person,
            number=f"HC{person.pk}",
            checked_on=until - timedelta(days=364),
            valid_to=until,
            renew_from=until - timedelta(days=45),
        )
    ]
    filing.submit(sheet, by=by or person, now=now)


def publish_lunch(campus, by, names=("Rice", "Fish", "Soup")):
    """Today's lunch as it is on the published menu."""
    today = timezone.localdate()
    dishes = [make_dish(name) for name in names]
    make_menu(campus, by, {(today, "lunch"): dishes}, published_at=timezone.now() - 3 * DAY)
    return dishes


def send(client, url, **said):
    """What a browser sends of a form it was shown, with these fields changed."""
    form = client.get(url).context["form"]
    kept = {}
    for bound in form:
        value = bound.value()
        if value in (None, False, "", []):
            continue
        many = isinstance(value, list | tuple)
        kept[bound.html_name] = (
            [getattr(v, "pk", v) for v in value] if many else getattr(value, "pk", value)
        )
    return client.post(url, kept | said)
