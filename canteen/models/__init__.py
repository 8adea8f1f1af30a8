"""What the canteen keeps."""

from canteen.models.dishes import AGE_GROUP_OF, AgeGroup, Dish, DishIngredient
from canteen.models.foods import Food, FoodAllergen, Group
from canteen.models.menus import Menu, MenuDish
from canteen.models.suppliers import (  # of the supply
    FoodOrder,
    FoodOrderLine,
    PriceEnquiry,
    PriceLine,
    ReceivedLot,
    Source,
    SupplierEvaluation,
    SupplierLicence,
    SupplierProfile,
)
from canteen.models.supply import (
    PAPERS_OF,
    Flag,
    GoodsReceipt,
    GoodsReceiptLine,
    Keeping,
    MealService,
    MealServiceLine,
    Paper,
    ServiceAct,
)

__all__ = [
    "AGE_GROUP_OF",
    "PAPERS_OF",
    "AgeGroup",
    "Dish",
    "DishIngredient",
    "Flag",
    "Food",
    "FoodAllergen",
    "FoodOrder",
    "FoodOrderLine",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Group",
    "Keeping",
    "MealService",
    "MealServiceLine",
    "Menu",
    "MenuDish",
    "Paper",
    "PriceEnquiry",
    "PriceLine",
    "ReceivedLot",
    "ServiceAct",
    "Source",
    "SupplierEvaluation",
    "SupplierLicence",
    "SupplierProfile",
]
