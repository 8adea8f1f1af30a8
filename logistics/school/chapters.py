"""What the term summary says of the school itself: classes, children, staff, open days."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.contributions import Asked, Chapter
from logistics.documents import Block, Number, Table
from logistics.school.models import Campus, Enrolment, SchoolClass, SchoolDay


def school(asked: Asked) -> Iterator[Block]:
    """A campus a row: classes, children enrolled, days of school up to now."""
    today = min(timezone.localdate(asked.now), asked.term.ends_on)
    campuses = Campus.objects.filter(is_active=True).visible_to(asked.person, "school.view_class")
    if asked.campus:
        campuses = campuses.filter(pk=asked.campus.pk)
    rows = []
    for campus in campuses:
        classes = SchoolClass.objects.in_year(asked.term.school_year).filter(campus=campus)
        enrolled = Enrolment.objects.filter(term=asked.term, school_class__campus=campus)
        days = SchoolDay.objects.filter(
            campus=campus,
            date__range=(asked.term.starts_on, today),
            kind__in=SchoolDay.OPEN,
        )
        year = {"campus": campus.pk, "school_year": asked.term.school_year}
        rows.append(
            (
                campus.name,
                Number(classes.count(), f"{reverse('school:class_list')}?{urlencode(year)}"),
                str(enrolled.count()),
                str(days.count()),
            )
        )
    headings = (_("Campus"), _("Classes"), _("Children enrolled"), _("School days so far"))
    yield Table(headings, tuple(rows))


CHAPTERS = [Chapter(gettext_lazy("The school"), school, 5)]
