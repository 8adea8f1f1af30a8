"""What the forms of papers and packs share: several files in one field, and the campus."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from logistics.errors import Refused
from logistics.forms import Photos, PhotosField
from logistics.papers.files import MOST_FILES, Judged, judge
from logistics.school.models import Campus

ACCEPTED = ".pdf,.doc,.docx,.xls,.xlsx,.jpg,.jpeg,.png,.webp"


class Files(Photos):
    """From the computer or the phone: what they are is judged by their content."""

    template_name = "widgets/files.html"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.attrs["accept"] = ACCEPTED


class FilesField(PhotosField):
    """Answers files fit to be kept."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Judged]:
        files = super().clean(data, initial)
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most six files go with one version."))
        try:
            return [judge(each) for each in files]
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal


def offer_campuses(field: Any, person: Any, permission: str) -> None:
    """One of one's campuses; nothing, the whole school, only for who reaches all of them."""
    field.queryset = Campus.objects.visible_to(person, permission).filter(is_active=True)
    field.required = not person.reaches_all(permission)
    field.empty_label = None if field.required else _("the whole school")
    if field.required:
        field.help_text = ""
