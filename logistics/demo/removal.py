"""Taking the sample school away again, whole, and nothing but a sample school."""

from functools import partial

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection
from django.utils.translation import gettext as _

from assets.models import AssetClass
from canteen.foods.shipped import fill as fill_foods
from canteen.menus.shipped import fill as fill_dishes
from health.models import Disease, DisinfectionMethod, Threshold
from logistics.errors import Refused
from logistics.papers.models import PaperFile
from logistics.records import seals
from logistics.records.models import Photo
from logistics.records.sealing import lifted
from logistics.school.models import Person, School
from safety.rounds.stock import fill

# What belongs to the program and not to a school.
KEPT = {
    "django_migrations", "django_content_type", "auth_permission", AssetClass._meta.db_table,
    DisinfectionMethod._meta.db_table, Disease._meta.db_table, Threshold._meta.db_table,
}  # fmt: skip


def is_empty() -> bool:
    return not School.objects.exists() and not Person.objects.exists()


def remove() -> None:
    """Leave an empty, migrated database. Refuses unless the school in it is the sample."""
    if [school.is_demo for school in School.objects.all()] != [True]:
        raise Refused(_("There is no sample school here. Nothing was removed."))
    files = [name for row in Photo.objects.values_list("file", "thumbnail") for name in row]
    files += PaperFile.objects.values_list("file", flat=True)
    tables = [name for name in connection.introspection.django_table_names() if name not in KEPT]
    with lifted():
        empty(tables)
    fill(partial(apps.get_model, "safety"))  # the ready checklists, as the school first had them
    for ready in (fill_foods, fill_dishes):
        ready(partial(apps.get_model, "canteen"))
    for name in set(files):
        default_storage.delete(name)
    seals.forget()


def empty(tables: list[str]) -> None:
    flush = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=False)
    connection.ops.execute_sql_flush(flush)
