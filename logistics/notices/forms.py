"""How people choose by what they are told, and how the ways out of the house are set up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from logistics.access import Role
from logistics.errors import Refused
from logistics.forms import CheckTiles, Form, ModelForm, Tiles
from logistics.notices import webhooks
from logistics.notices.models import Channel, Wish
from logistics.school.models import Campus

SIGNED = {Channel.Kind.DINGTALK, Channel.Kind.FEISHU}


class WishForm(ModelForm):
    """My own mail address, language and channels."""

    by_channels = forms.ModelMultipleChoiceField(
        Channel.objects.none(),
        label=gettext_lazy("channels that may tell me"),
        required=False,
        widget=CheckTiles,
    )

    class Meta:
        model = Wish
        fields = ["mail", "language", "digest"]
        widgets = {"language": Tiles}
        error_messages = {"mail": {"invalid": gettext_lazy("This is no mail address.")}}

    def __init__(self, *args: Any, channels: list[Channel], **given: Any) -> None:
        super().__init__(*args, **given)
        self.channels = channels
        self.fields["language"].choices = Wish._meta.get_field("language").choices
        field = self.fields["by_channels"]
        field.queryset = Channel.objects.filter(pk__in=[channel.pk for channel in channels])
        silent = set(self.instance.silent.values_list("pk", flat=True)) if self.instance.pk else ()
        field.initial = [channel.pk for channel in channels if channel.pk not in silent]
        if not channels:
            del self.fields["by_channels"]

    def save(self, commit: bool = True) -> Wish:  # noqa: FBT001, FBT002  Django's signature
        wish = super().save(commit)
        chosen = {channel.pk for channel in self.cleaned_data.get("by_channels", ())}
        wish.silent.set(channel for channel in self.channels if channel.pk not in chosen)
        return wish


class ChannelForm(ModelForm):
    """Whom a channel is for and what it carries. Its address and secret are typed elsewhere."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("roles"),
        choices=Role.choices,
        required=False,
        widget=CheckTiles,
        help_text=gettext_lazy("None chosen: everybody on the staff"),
    )

    class Meta:
        model = Channel
        fields = ["title", "kind", "campus", "roles", "carries"]
        widgets = {"kind": Tiles, "carries": Tiles}

    def __init__(
        self, *args: Any, campuses: QuerySet[Campus], everywhere: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["kind"].choices = Channel.Kind.choices
        self.fields["carries"].choices = Channel.Carries.choices
        self.fields["campus"].queryset = campuses
        self.fields["campus"].required = not everywhere
        if self.instance.pk:
            del self.fields["kind"]  # another kind is another channel


class ConnectForm(Form):
    """Where the robot listens, and what its messages are signed with."""

    address = forms.CharField(
        label=gettext_lazy("webhook address"),
        max_length=500,
        help_text=gettext_lazy("Copied from the settings of the group's robot"),
    )
    secret = forms.CharField(
        label=gettext_lazy("signing secret"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The robot's safety setting “signature”"),
    )

    def __init__(self, *args: Any, channel: Channel, **given: Any) -> None:
        super().__init__(*args, **given)
        self.channel = channel
        if channel.kind not in SIGNED:
            del self.fields["secret"]  # the key in the address is all there is

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        try:
            webhooks.checked_address(self.channel.kind, address)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return address

    def clean_secret(self) -> str:
        secret = self.cleaned_data["secret"].strip()
        if not secret.isascii():
            raise ValidationError(_("A signing secret has only Latin letters, digits and signs."))
        return secret

    def save(self) -> Channel:
        channel = self.channel
        channel.address = self.cleaned_data["address"]
        channel.secret = self.cleaned_data.get("secret", "")
        channel.is_active = True
        channel.save()
        return channel
