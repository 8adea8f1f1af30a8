"""The symptoms that are ticked when children are checked, observed or stay away ill (WS/T 772)."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext


class Symptom(models.TextChoices):
    FEVER = "fever", _("fever")
    COUGH = "cough", _("cough")
    HEADACHE = "headache", _("headache")
    SORE_THROAT = "sore_throat", _("sore throat")
    PAROTID_SWELLING = "parotid_swelling", _("parotid swelling")
    ABDOMINAL_PAIN = "abdominal_pain", _("abdominal pain")
    DIARRHOEA = "diarrhoea", _("diarrhoea")
    VOMITING = "vomiting", _("vomiting")
    RASH = "rash", _("rash")
    DIZZINESS = "dizziness", _("dizziness")
    FATIGUE = "fatigue", _("fatigue")
    CONJUNCTIVAL_CONGESTION = "conjunctival_congestion", _("red eyes")
    OTHER = "other", _("other symptom")


def in_words(codes: Iterable[str]) -> str:
    """Symptoms as a register says them."""
    known = dict(Symptom.choices)
    return pgettext("between the parts of a list", ", ").join(str(known.get(c, c)) for c in codes)
