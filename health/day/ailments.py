"""What keeps a child at home, by code: the infectious diseases of the register, and the rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ailment(models.TextChoices):
    HFMD = "hfmd", _("hand, foot and mouth disease")
    HERPANGINA = "herpangina", _("herpangina")
    VARICELLA = "varicella", _("chickenpox")
    INFLUENZA = "influenza", _("influenza")
    MUMPS = "mumps", _("mumps")
    RUBELLA = "rubella", _("rubella")
    MEASLES = "measles", _("measles")
    SCARLET_FEVER = "scarlet_fever", _("scarlet fever")
    PERTUSSIS = "pertussis", _("whooping cough")
    NOROVIRUS = "norovirus", _("norovirus infection")
    ROTAVIRUS = "rotavirus", _("rotavirus diarrhoea")
    OTHER_DIARRHOEA = "other_infectious_diarrhea", _("other infectious diarrhoea")
    DYSENTERY = "bacillary_dysentery", _("bacillary dysentery")
    AHC = "ahc", _("acute haemorrhagic conjunctivitis")
    HEPATITIS_A = "hepatitis_a", _("hepatitis A")
    MENINGOCOCCAL = "meningococcal", _("epidemic meningitis")
    TUBERCULOSIS = "tuberculosis", _("tuberculosis of the lungs")
    COVID19 = "covid19", _("COVID-19")
    ADENOVIRUS = "adenovirus_pcf", _("pharyngoconjunctival fever")
    MYCOPLASMA = "mycoplasma", _("mycoplasma pneumonia")
    RSV = "rsv", _("respiratory syncytial virus infection")
    IMPETIGO = "impetigo", _("impetigo")
    COLD = "cold", _("common cold")
    BRONCHITIS = "bronchitis", _("bronchitis or pneumonia")
    TONSILLITIS = "tonsillitis", _("tonsillitis")
    GASTROENTERITIS = "gastroenteritis", _("upset stomach")
    ALLERGY = "allergy", _("allergy or eczema")
    ASTHMA = "asthma", _("asthma")
    DENTAL = "dental", _("tooth disease")
    INJURY = "injury", _("injury")
    OTHER_ILLNESS = "other_illness", _("other illness")


# What is counted as illness, not as infection.
COMMON = frozenset(
    {
        Ailment.COLD, Ailment.BRONCHITIS, Ailment.TONSILLITIS, Ailment.GASTROENTERITIS,
        Ailment.ALLERGY, Ailment.ASTHMA, Ailment.DENTAL, Ailment.INJURY, Ailment.OTHER_ILLNESS,
    }
)  # fmt: skip


def is_infectious(code: str) -> bool:
    return bool(code) and code not in COMMON
