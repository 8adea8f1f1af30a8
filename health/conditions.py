"""What children are registered and looked after for, and how it ended: codes every part may use."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Condition(models.TextChoices):
    """体弱儿、肥胖儿与常见病: the range of the registers of special care and common diseases."""

    UNDERWEIGHT = "underweight", _("underweight")
    STUNTING = "stunting", _("stunting")
    WASTING = "wasting", _("wasting")
    OVERWEIGHT = "overweight", _("overweight")
    OBESITY = "obesity", _("obesity")
    ANAEMIA = "anaemia", _("anaemia")
    LOW_VISION = "low_vision", _("low vision")
    CARIES = "caries", _("caries")
    HEARING = "hearing", _("impaired hearing")
    FOOD_ALLERGY = "food_allergy", _("food allergy")
    DRUG_ALLERGY = "drug_allergy", _("drug allergy")
    HEART = "heart", _("congenital heart disease")
    ASTHMA = "asthma", _("asthma")
    EPILEPSY = "epilepsy", _("epilepsy")
    PREMATURE = "premature", _("born premature")
    RECURRENT = "recurrent", _("recurrent infections")
    OTHER = "other", pgettext_lazy("condition of a child", "other")


# What a monthly measurement can show to be over; the rest ends by a doctor's word.
MEASURED = frozenset({
    Condition.UNDERWEIGHT, Condition.STUNTING, Condition.WASTING, Condition.OVERWEIGHT,
    Condition.OBESITY,
})  # fmt: skip


class Outcome(models.TextChoices):
    """转归."""

    CURED = "cured", pgettext_lazy("outcome", "cured")
    IMPROVED = "improved", pgettext_lazy("outcome", "improved")
    UNCHANGED = "unchanged", pgettext_lazy("outcome", "not cured")
    REFERRED = "referred", pgettext_lazy("outcome", "referred")
    LEFT = "left", pgettext_lazy("outcome", "left the school")
