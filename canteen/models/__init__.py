"""What the canteen keeps."""

from canteen.models.dishes import AGE_GROUP_OF, AgeGroup, Dish, DishIngredient
from canteen.models.foods import Food, FoodAllergen, Group
from canteen.models.menu_records import MenuSheet, Publication
from canteen.models.menus import Menu, MenuDish

__all__ = [
    "AGE_GROUP_OF",
    "AgeGroup",
    "Dish",
    "DishIngredient",
    "Food",
    "FoodAllergen",
    "Group",
    "Menu",
    "MenuDish",
    "MenuSheet",
    "Publication",
]
