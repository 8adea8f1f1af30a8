"""Who holds which post: heads counted, posts ended."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q

from logistics.access import Role
from logistics.school.models import Campus, Person, Post
from logistics.school.models.people import PersonQuerySet


@dataclass
class HeadCount:
    """How many people hold a role: at each campus, for the whole school, and altogether."""

    role: Role
    campuses: list[Campus]
    people: dict[int | None, set[int]] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[Campus, int]]:
        return [(campus, len(self.people.get(campus.pk, ()))) for campus in self.campuses]

    @property
    def whole_school(self) -> int:
        return len(self.people.get(None, ()))

    @property
    def total(self) -> int:
        """Somebody with the same role at two campuses is one person."""
        return len(set().union(*self.people.values()))


def head_counts(people: PersonQuerySet, campuses: list[Campus], *, on: date) -> list[HeadCount]:
    """Of the roles that anybody of these people holds on a day, in the order of the roles."""
    counts = {role: HeadCount(role, campuses) for role in Role}
    posts = Post.objects.current(on).filter(person__in=people.order_by().values("pk"))
    ours = {None, *(campus.pk for campus in campuses)}
    for role, campus, person in posts.values_list("role", "campus", "person"):
        if campus in ours and role in counts:
            counts[Role(role)].people.setdefault(campus, set()).add(person)
    return [count for count in counts.values() if count.people]


@transaction.atomic
def leave(person: Person, *, on: date) -> None:
    """Somebody stops working here: the posts end, the login is gone, what was written stays."""
    for post in person.posts.filter(Q(ends_on=None) | Q(ends_on__gt=on)):
        post.ends_on = max(on, post.starts_on)
        post.save()
    person.ends_on = max(on, person.starts_on or on)
    person.is_active = False
    person.save()
