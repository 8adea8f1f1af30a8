"""What the canteen keeps."""

from canteen.models.analyses import Basis, NutritionAnalysis
from canteen.models.dishes import AGE_GROUP_OF, AgeGroup, Dish, DishIngredient
from canteen.models.foods import Food, FoodAllergen, Group
from canteen.models.fridges import Fridge
from canteen.models.menus import Menu, MenuDish
from canteen.models.samples import (
    CateringDelivery,
    DisposalLine,
    FoodSample,
    SampleCheck,
    SampleDisposal,
    SampleLine,
)

__all__ = [
    "AGE_GROUP_OF",
    "AgeGroup",
    "Basis",
    "CateringDelivery",
    "Dish",
    "DishIngredient",
    "DisposalLine",
    "Food",
    "FoodAllergen",
    "FoodSample",
    "Fridge",
    "Group",
    "Menu",
    "MenuDish",
    "NutritionAnalysis",
    "SampleCheck",
    "SampleDisposal",
    "SampleLine",
]
