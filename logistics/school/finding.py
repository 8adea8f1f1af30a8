"""What the search box finds of the school: people, children, places, classes, and the menu's pages."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.contributions import menu_entries
from logistics.school.models import Child, Enrolment, Person, Place, SchoolClass
from logistics.school.names import initials, sound
from logistics.school.weeks import school_year
from logistics.search import Asked, Found, Hit, Search
from logistics.templatetags.house import masked_phone

SEPARATOR = " · "


def together(*parts: Any) -> str:
    return SEPARATOR.join(str(part) for part in parts if part)


# Titles ----------------------------------------------------------------------------------------


@lru_cache(maxsize=5_000)
def spelled(title: str) -> str:
    """The sound and the initials of a title. There are hundreds of titles, not thousands."""
    return f"{sound(title).replace(' ', '')} {initials(title)}"


def fits(asked: Asked, *titles: str) -> bool:
    """Whether one of the titles has every word: as it is written, as it sounds, or its initials."""
    return any(all(is_word_of(word, title) for word in asked.words) for title in titles if title)


def is_word_of(word: str, title: str) -> bool:
    return word in title.casefold() or (word.isascii() and word in spelled(title))


def beginning_first(asked: Asked, hits: Iterable[Hit]) -> list[Hit]:
    """Titles that begin with the words before those that only contain them."""
    return sorted(hits, key=lambda hit: not hit.title.casefold().startswith(asked.words[0]))


def narrowed(rows: QuerySet, asked: Asked, *columns: str) -> QuerySet:
    """Leave to the database what it can tell: Chinese words. It does not know how titles sound."""
    for word in asked.words:
        if not word.isascii():
            said = Q()
            for column in columns:
                said |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(said)
    return rows


# People and children ---------------------------------------------------------------------------


def nearest(named: QuerySet, asked: Asked) -> QuerySet:
    """The name itself or its number first, then what begins so, then what contains it."""
    letters = asked.name.replace(" ", "").lower()
    return named.annotate(
        distance=Case(
            When(Q(name=asked.name) | Q(number=asked.name), then=Value(0)),
            When(
                Q(name__startswith=asked.name)
                | Q(initials__startswith=letters)
                | Q(sounded__startswith=letters),
                then=Value(1),
            ),
            default=Value(2),
        )
    ).order_by("distance", "pinyin", "pk")


def people(search: Search) -> Found:
    seen = Person.objects.visible_to(search.person, "school.view_person")
    employed = seen.employed(timezone.localdate(search.now))
    found = nearest(employed.matching(search.asked.name), search.asked)
    rows = found.only("name", "pinyin", "number", "department", "phone")[: search.most + 1]
    hits = (
        Hit(person.name, person.get_absolute_url(), said_of(person, search.asked))
        for person in rows
    )
    return search.first(hits, list_url("school:person_list", search.asked.name))


def said_of(person: Person, asked: Asked) -> str:
    """Department and number; the masked phone if it was looked for."""
    by_phone = asked.name.isdecimal() and person.phone.endswith(asked.name)
    phone = masked_phone(person.phone) if by_phone else ""
    return together(person.department, person.number, phone)


def children(search: Search) -> Found:
    seen = Child.objects.visible_to(search.person, "school.view_child")
    attending = seen.attending(timezone.localdate(search.now))
    last = Enrolment.objects.filter(child=OuterRef("pk")).order_by("-term__starts_on")
    found = nearest(attending.matching(search.asked.name), search.asked).annotate(
        class_name=Subquery(last.values("school_class__name")[:1])
    )
    # A list never opens what is encrypted.
    rows = found.only("name", "pinyin", "number")[: search.most + 1]
    hits = (
        Hit(child.name, child.get_absolute_url(), together(child.class_name, child.number))
        for child in rows
    )
    return search.first(hits, list_url("school:child_list", search.asked.name))


def list_url(name: str, words: str) -> str:
    """The list page searched for the words, at every campus."""
    return f"{reverse(name)}?{urlencode({'q': words, 'campus': ''})}"


# Places, classes, pages ------------------------------------------------------------------------


def places(search: Search) -> Found:
    """Places and the classes of this school year, in one query: both are few."""
    rooms = Place.objects.in_use().visible_to(search.person, "school.view_place")
    year = school_year(timezone.localdate(search.now))
    classes = SchoolClass.objects.visible_to(search.person, "school.view_class").in_year(year)
    rows = named_rows(rooms, search, "place", "code").union(
        named_rows(classes, search, "class", "grade")
    )
    hits = [
        Hit(row["name"], reverse(f"school:{row['what']}", args=[row["pk"]]), note_of(row))
        for row in rows.order_by("name", "pk")
        if fits(search.asked, row["name"]) or is_code(search.asked, row)
    ]
    literal = all(search.asked.is_in(hit.title) for hit in hits)
    all_url = list_url("school:place_list", search.asked.text) if literal else ""
    return search.first(beginning_first(search.asked, hits), all_url)


def named_rows(rows: QuerySet, search: Search, what: str, mark: str) -> QuerySet:
    rows = narrowed(rows, search.asked, "name").order_by().annotate(what=Value(what))
    return rows.values("pk", "name", "campus__name", mark, "what")


def is_code(asked: Asked, row: dict[str, Any]) -> bool:
    """The code under the QR label, or its beginning."""
    code = row.get("code", "")
    return row["what"] == "place" and len(asked.text) > 2 and code.startswith(asked.text.upper())


def note_of(row: dict[str, Any]) -> str:
    return together(row["campus__name"], _("class") if row["what"] == "class" else "")


def pages(search: Search) -> Found:
    """The pages of the menu, as far as the person's roles open them."""
    allowed = (
        entry
        for entry in menu_entries()
        if entry.permission is None or search.person.has_perm(entry.permission)
    )
    hits = [
        Hit(str(entry.title), reverse(entry.url))
        for entry in allowed
        if fits(search.asked, str(entry.title))
    ]
    return Found(beginning_first(search.asked, hits))
