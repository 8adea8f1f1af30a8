"""What is filed of menus: each as it was handed in for review, and everything the school puts up."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.models.menus import Menu
from logistics.records.models import Record


class MenuSheet(Record):
    """带量食谱: a week's menu with its grams, as it was handed in. Handed in anew, it is corrected."""

    class About(models.TextChoices):
        """A special menu proves nothing of the menu of all."""

        CHILDREN = "children", _("menu of the children")
        SPECIAL = "special", _("special menu")
        STAFF = "staff", _("menu of the staff")

    kind_code = "menu"

    menu = models.ForeignKey(Menu, models.PROTECT, related_name="sheets", verbose_name=_("menu"))
    week_on = models.DateField(_("week from"))
    dishes_count = models.PositiveSmallIntegerField(_("dishes"), default=0)
    said = models.JSONField(_("dishes and grams"), default=dict)

    class Meta:
        verbose_name = _("menu handed in")
        verbose_name_plural = _("menus handed in")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        told = {"day": self.week_on, "whom": self.menu.whom}
        return str(_("Menu from %(day)s, %(whom)s") % told)


class Publication(Record):
    """公示: what the school has put up for everybody, where, and until when."""

    class About(models.TextChoices):
        MENU = "menu", _("menu with quantities")
        FOOD_ORIGIN = "food_origin", _("origin of food and bulk purchases")
        LICENCES = "licences", _("licence, health certificates, complaint phone")
        FINANCES = "finances", _("income and expenditure")
        FEES = "fees", _("fees and refunds")
        PEOPLE = "people", _("who answers for what")
        ZONES = "zones", _("map of the zones")
        OPERATION = "operation", _("operating instructions")
        OTHER = "other", pgettext_lazy("publication", "other")

    class Where(models.TextChoices):
        BOARD = "board", _("notice board")
        PAGE = "page", _("public page")
        GROUP = "group", _("parents' group")
        SITE = "site", _("website or official account")
        ROOM = "room", _("on the spot")

    kind_code = "publication"

    about = models.CharField(pgettext_lazy("publication", "about"), max_length=20, choices=About)
    title = models.CharField(_("title"), max_length=100)
    where_seen = models.JSONField(_("where it can be seen"), default=list)
    until_on = models.DateField(pgettext_lazy("a publication", "until"), null=True, blank=True)
    menu = models.ForeignKey(
        Menu, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("menu")
    )

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.one_line()

    def one_line(self) -> str:
        return f"{self.get_about_display()} {self.title}"[:120]

    @property
    def where_words(self) -> str:
        known = dict(self.Where.choices)
        return str(_(", ")).join(str(known[code]) for code in self.where_seen if code in known)


def subject_of(kind: str, about: str) -> str:
    """What a record is about: a duty may ask for one of them alone."""
    return f"{kind}:{about}"
