"""Drafts of letters to the parents, in the language of whoever opens one: made one's own, then printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from health.models import ParentLetter
from logistics.contributions import Words

Occasion = ParentLetter.Occasion


@dataclass(frozen=True)
class Draft:
    """A letter nobody has adapted yet."""

    occasion: str
    title: Words
    text: Words

    def filled(self, on: date) -> dict[str, Any]:
        return {
            "occasion": self.occasion,
            "title": str(self.title),
            "text": str(self.text),
            "on": on,
        }


DRAFTS = {
    "season": Draft(
        Occasion.SEASON,
        _("Health in the cold season"),
        _(
            "Dear parents,\n\nit is getting cold, and colds and infectious illnesses become more "
            "frequent. Please air the rooms at home, let your child wash its hands before eating, "
            "dress it in layers and let it sleep enough. With fever, rash, vomiting or diarrhoea "
            "please keep your child at home, see a doctor and tell the class teacher the same day."
            "\n\nThank you for your help."
        ),
    ),
    "exam": Draft(
        Occasion.EXAM,
        _("Yearly examination of the children"),
        _(
            "Dear parents,\n\nthe yearly health examination of the children takes place soon. Please "
            "let your child come with clean hands and loose clothing, and bring the health "
            "handbook. The result is given to you in writing; where something was found, please "
            "see a doctor and tell us what was said.\n\nThank you for your help."
        ),
    ),
    "vaccination": Draft(
        Occasion.VACCINATION,
        _("Vaccination certificates"),
        _(
            "Dear parents,\n\nwe look at the vaccination certificates at the beginning of the term. "
            "Please give the certificate to the class teacher. Where doses are missing, please "
            "have them made up for at the vaccination unit and show us the certificate again."
            "\n\nThank you for your help."
        ),
    ),
    "medicine": Draft(
        Occasion.MEDICINE,
        _("Medicine that children bring along"),
        _(
            "Dear parents,\n\nwe give medicine only after your written request, with the child's "
            "name, the medicine, the dose and the time, signed by you, and in its original "
            "package. Please hand it over in person in the morning; children carry no medicine "
            "themselves.\n\nThank you for your help."
        ),
    ),
    "food": Draft(
        Occasion.FOOD,
        _("Food and movement at home"),
        _(
            "Dear parents,\n\nhealthy growth needs regular meals, little sugar and fat, enough "
            "sleep and at least two hours outdoors a day. Please let your child eat slowly and "
            "without screens, offer water instead of sweet drinks and move together at the "
            "weekend.\n\nThank you for your help."
        ),
    ),
}
