"""Foods from a sheet, known by their name, each with what is in a hundred edible grams of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from canteen.foods import shipped
from canteen.foods.nutrients import NUTRIENTS
from canteen.models import Food, FoodAllergen, Group
from logistics.imports.checking import Change, Row, Scene
from logistics.imports.columns import NOTHING, Choice, Choices, Code, Number, Reference, Text, YesNo
from logistics.imports.declaring import Import, Part
from logistics.school.models import Allergy
from logistics.stores.models import Item
from logistics.stores.models.goods import Stock

# Other headings of each nutrient, as food tables have them.
HEADINGS = {
    "energy_kcal": ("能量", "热量", "能量kcal", "热量kcal"),
    "protein_g": ("蛋白质",),
    "fat_g": ("脂肪",),
    "carbohydrate_g": ("碳水化合物",),
    "fiber_g": ("膳食纤维", "不溶性膳食纤维"),
    "calcium_mg": ("钙",),
    "iron_mg": ("铁",),
    "zinc_mg": ("锌",),
    "sodium_mg": ("钠",),
    "vitamin_a_ug_rae": ("维生素A", "视黄醇当量"),
    "vitamin_b1_mg": ("维生素B1", "硫胺素"),
    "vitamin_b2_mg": ("维生素B2", "核黄素"),
    "vitamin_c_mg": ("维生素C", "抗坏血酸"),
}


def items(scene: Scene) -> Iterable[Item]:
    return Item.objects.in_use().filter(group__kind=Stock.FOOD)


def names_of_item(item: Item) -> list[str]:
    return [item.name, item.number]


class Allergens(Part):
    """What some must not eat of it: those named are added, none is taken away by a sheet."""

    known: dict[int, set[str]]

    def load(self, rows: Sequence[Row]) -> None:
        keys = [row.thing.pk for row in rows if not row.is_new and row.values.get("allergens")]
        self.known = {}
        for food, code in FoodAllergen.objects.filter(food__in=keys).values_list(
            "food", "allergen"
        ):
            self.known.setdefault(food, set()).add(code)

    def look(self, row: Row) -> None:
        named = row.values.get("allergens") or []
        new = [code for code in named if code not in self.known.get(row.thing.pk, ())]
        if new:
            row.related["allergens"] = new
            words = dict(Allergy.Allergen.choices)
            shown = "、".join(str(words[code]) for code in new)
            row.changes["allergens"] = Change(row.heading("allergens"), NOTHING, shown)

    def write(self, rows: Sequence[Row]) -> None:
        FoodAllergen.objects.bulk_create(
            FoodAllergen(food=row.thing, allergen=code)
            for row in rows
            for code in row.related.get("allergens", ())
        )


def amounts() -> Iterable[Number]:
    for name in NUTRIENTS:
        field: Any = Food._meta.get_field(name)
        yield Number(
            name, field.verbose_name, decimals=3, digits=9, example="1", also=HEADINGS[name]
        )


class FoodImport(Import):
    code = "foods"
    title = gettext_lazy("Foods and what is in them")
    purpose = gettext_lazy(
        "Foods the table lacks, or figures of your own: of a hundred grams that are eaten."
    )
    model = Food
    permission = "canteen.write_menu"
    page = "canteen:food_list"
    key = ("name",)
    follow = {"name": ("pinyin", "initials"), "aliases": ("initials",)}
    parts = (Allergens,)
    notes = (gettext_lazy("An empty cell is not known; write 0 only where there is none."),)
    columns = (
        Text("name", pgettext_lazy("of a food", "Name"), required=True, most=60, example="藜麦米",
             also=("食物名称", "食物", "食材", "品名")),
        Text("aliases", gettext_lazy("Other names"), most=200, also=("别名",),
             help=gettext_lazy("With 、 between them")),
        Code("number", gettext_lazy("Number in the food table"), most=20,
             also=("食物编码", "编码")),
        Choice("group", gettext_lazy("Group"), required=True, choices=tuple(Group.choices),
               example=Group.CEREAL.label, also=("食物类别", "类别", "分类")),
        YesNo("is_animal", gettext_lazy("Of animals"), example="否", also=("动物性食物",)),
        YesNo("is_quality_protein", gettext_lazy("Good-quality protein"), example="否",
              also=("优质蛋白",)),
        Number("edible_percent", gettext_lazy("Edible share (%)"), decimals=1, digits=5, least=1, most=100,
               example="100", also=("可食部", "食部", "可食部%")),
        *amounts(),
        Choices("allergens", gettext_lazy("Allergens"), choices=tuple(Allergy.Allergen.choices),
                own=False, also=("过敏原", "致敏原")),
        Choice("risk", gettext_lazy("Risk"), choices=tuple(Food.Risk.choices),
               also=("风险",)),
        Reference("item", gettext_lazy("Kept in the store as"), rows=items, calls=names_of_item,
                  also=("库存物品", "入库品名"), offers=False),
        Number("grams_per_unit", gettext_lazy("Grams in one unit of the store"), decimals=2,
               digits=10, example="500", also=("每单位克数",)),
        Text("source", gettext_lazy("Source of the figures"), most=100, also=("来源",)),
        YesNo("is_active", gettext_lazy("In use"), example="是", also=("是否启用",)),
    )  # fmt: skip

    def reachable(self, scene: Scene) -> QuerySet:
        """One list for all campuses."""
        return Food.objects.all()

    def check(self, rows: Sequence[Row]) -> None:
        for row in rows:
            food = row.thing
            together = sum(getattr(food, n) or 0 for n in ("protein_g", "fat_g", "carbohydrate_g"))
            if together > 100:
                row.refuse(
                    "carbohydrate_g",
                    _("More than a hundred grams in a hundred grams"),
                    _("The figures are of a hundred grams that are eaten"),
                )

    def finish(self, row: Row) -> None:
        if row.is_new or "name" in row.changes or "aliases" in row.changes:
            shipped.spell(row.thing)


IMPORTS = [FoodImport()]
