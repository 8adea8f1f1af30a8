"""The shipped dishes; the school alters them and adds its own."""

from functools import partial
from typing import Any

from django.db import migrations

from canteen.menus.shipped import fill


def lay_down(apps: Any, schema_editor: Any) -> None:
    fill(partial(apps.get_model, "canteen"))


class Migration(migrations.Migration):
    dependencies = [("canteen", "0002_foods")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
