"""From the sample to a school of one's own, and to the sample again: only where it is a trial."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from logistics import demo
from logistics.access import Role
from logistics.demo.removal import remove
from logistics.errors import Refused
from logistics.school.models import Person, Post, School


@transaction.atomic
def start_over(*, name: str, username: str, password: str, on: date) -> Person:
    """Take the sample away. Whoever did it goes on as the administrator of an empty school.

    With a password of their own: that of the sample is known to all.
    """
    remove()
    admin: Person = Person.objects.create_user(username, password, name=name)
    Post.objects.create(person=admin, role=Role.ADMIN, starts_on=on)
    return admin


def load(wanted: demo.Wanted, say: Callable[[str], None] = lambda words: None) -> None:
    """Put the sample in where no school has been entered yet; its logins are those of the sample."""
    if School.objects.exists():
        raise Refused(_("There is a school here already. Nothing was changed."))
    with transaction.atomic():
        School.objects.create(name="sample", is_demo=True)
        remove()  # whoever is there already goes as a sample goes
    demo.make(wanted, say)
