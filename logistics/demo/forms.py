"""What is asked before the sample school goes."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from logistics.fields import half_width
from logistics.forms import Form
from logistics.school.models import School


class RemovalForm(Form):
    """The name of the school, typed; and who begins with the empty one."""

    typed = forms.CharField(label=_("name of the school"), max_length=100)
    name = forms.CharField(label=_("your name"), max_length=50)
    username = forms.CharField(label=_("your login name"), max_length=50)
    password = forms.CharField(
        label=_("your new password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, school: School, **given: Any) -> None:
        super().__init__(*args, **given)
        self.school = school
        self.fields["typed"].help_text = _("To confirm, type: %(name)s") % {"name": school}

    def clean_typed(self) -> str:
        typed = half_width(self.cleaned_data["typed"])
        if typed != half_width(self.school.name):
            raise ValidationError(_("This is not the name of the school."))
        return typed

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
