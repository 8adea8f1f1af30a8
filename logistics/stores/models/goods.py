"""What is kept, where, and from whom it comes."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from logistics.fields import MoneyField, QuantityField
from logistics.school.names import Named, NamedQuerySet
from logistics.school.reach import VisibleQuerySet


class Supplier(models.Model):
    """Somebody who sells or gives to the school. There is one list for all campuses."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    credit_code = models.CharField(_("unified credit code"), max_length=18, blank=True)
    contact = models.CharField(_("contact person"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    goods = models.CharField(_("what it supplies"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stores:supplier", args=[self.pk])


class Stock(models.TextChoices):
    """What a store is for. Each kind is kept by people of its own."""

    SUPPLIES = "supplies", _("supplies")
    CHEMICALS = "chemicals", _("disinfectants and hazardous goods")
    PARTS = "parts", _("spare parts")
    FOOD = "food", _("food")
    MEDICINE = "medicine", _("medicine")


# Who may receive, issue and count in a store of each kind.
KEEP = {
    Stock.SUPPLIES: "stores.keep",
    Stock.CHEMICALS: "stores.keep",
    Stock.PARTS: "stores.keep",
    Stock.FOOD: "stores.keep_food",
    Stock.MEDICINE: "stores.keep_medicine",
}


class StoreQuerySet(VisibleQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def kept_by(self, person: Any) -> Self:
        """The stores in which this person may receive, issue and count."""
        found = Q(pk__in=())
        for kind, permission in KEEP.items():
            if person.has_perm(permission):
                found |= Q(kind=kind) & person.reach(permission).within(campus="campus_id")
        return self.filter(found)


class Store(models.Model):
    """A storeroom of one campus."""

    campus = models.ForeignKey("school.Campus", models.PROTECT, verbose_name=_("campus"))
    name = models.CharField(_("name"), max_length=50)
    kind = models.CharField(_("kind"), max_length=20, choices=Stock, default=Stock.SUPPLIES)
    place = models.ForeignKey(
        "school.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    keeper = models.ForeignKey(
        "school.Person", models.PROTECT, null=True, blank=True, verbose_name=_("keeper")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = StoreQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["campus", "kind", "name"]
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "name"],
                name="store_name_once_per_campus",
                violation_error_message=_("This campus already has a store of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stores:store", args=[self.pk])


class ItemGroup(models.Model):
    """Goods of one sort. It says whether somebody agrees before they are issued.

    `free_up_to` is the worth of one request, in yuan, up to which nobody is asked; empty: none is
    free of it where `needs_approval`.
    """

    name = models.CharField(_("name"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Stock, default=Stock.SUPPLIES)
    needs_approval = models.BooleanField(_("approval before the issue"), default=False)
    free_up_to = MoneyField(_("without approval up to (yuan)"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "position", "name"]
        verbose_name = _("group of goods")
        verbose_name_plural = _("groups of goods")

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(NamedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def matching(self, words: str) -> Self:
        """By name, number, pinyin and initials; also by specification and barcode."""
        if not (plain := words.strip()):
            return self
        beside = self.filter(Q(specification__icontains=plain) | Q(barcode=plain))
        return self.filter(
            Q(pk__in=super().matching(words).values("pk")) | Q(pk__in=beside.values("pk"))
        )


class Item(Named, models.Model):
    """One sort of thing that is kept: a mop, rice, chlorine tablets. One list for all campuses.

    `issue_limit` is the most that is given out at once. `is_durable`: what is given out is to come
    back (低值易耗品); with `old_for_new` a new one is given against the old one only.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, editable=False)
    initials = models.CharField(_("initials"), max_length=200, blank=True, editable=False)
    group = models.ForeignKey(ItemGroup, models.PROTECT, verbose_name=_("group"))
    specification = models.CharField(_("specification"), max_length=80, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    barcode = models.CharField(_("barcode"), max_length=40, blank=True)
    price = MoneyField(_("usual price (yuan)"), null=True, blank=True)
    is_durable = models.BooleanField(_("to be returned"), default=False)
    old_for_new = models.BooleanField(_("new only against old"), default=False)
    is_hazardous = models.BooleanField(
        _("hazardous"), default=False, help_text=_("Limited quantity and two signatures")
    )
    issue_limit = QuantityField(_("at most per issue"), null=True, blank=True)
    has_expiry = models.BooleanField(_("has an expiry date"), default=False)
    shelf_life_days = models.PositiveSmallIntegerField(_("keeps for (days)"), null=True, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["group", "name", "specification"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                fields=["name", "specification", "unit"],
                name="item_once",
                violation_error_message=_("These goods are in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0),
                name="item_price_not_negative",
                violation_error_message=_("A price is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(issue_limit=None) | Q(issue_limit__gt=0),
                name="item_limit_positive",
                violation_error_message=_("A limit is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(is_hazardous=False) | Q(issue_limit__isnull=False),
                name="item_hazardous_has_limit",
                violation_error_message=_("Hazardous goods are given out in limited quantity."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.specification}".strip()

    def get_absolute_url(self) -> str:
        return reverse("stores:item", args=[self.pk])
