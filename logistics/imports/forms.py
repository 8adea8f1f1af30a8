"""The file a person brings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.forms import Form
from logistics.imports.uploading import KINDS


class UploadForm(Form):
    file = forms.FileField(
        label=_("Filled-in sheet"),
        help_text=_(".xlsx, .xls or .csv, at most 10 MB and 20,000 rows"),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        max_length=None,
    )
