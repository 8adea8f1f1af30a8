"""The symptoms that are watched for every day (WS/T 772-2020), by their codes."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy


class Symptom(models.TextChoices):
    FEVER = "fever", _("fever")
    COUGH = "cough", _("cough")
    HEADACHE = "headache", _("headache")
    SORE_THROAT = "sore_throat", _("sore throat")
    PAROTID_SWELLING = "parotid_swelling", _("swollen parotid gland")
    ABDOMINAL_PAIN = "abdominal_pain", _("abdominal pain")
    DIARRHOEA = "diarrhoea", _("diarrhoea")
    VOMITING = "vomiting", _("vomiting")
    RASH = "rash", _("rash")
    DIZZINESS = "dizziness", _("dizziness")
    FATIGUE = "fatigue", _("fatigue")
    CONJUNCTIVAL_CONGESTION = "conjunctival_congestion", _("red eyes")
    OTHER = "other", pgettext_lazy("symptom", "other")


def in_words(codes: Iterable[str]) -> str:
    """Several symptoms as people read them; a code nobody knows stays as it is."""
    known = dict(Symptom.choices)
    comma = pgettext("between the parts of a list", "; ")
    return comma.join(str(known.get(code, code)) for code in codes)
