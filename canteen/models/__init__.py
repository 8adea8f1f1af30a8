"""What the canteen keeps."""

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

# The logs of the kitchen.
from canteen.models.accompanied import KitchenVisit, MealAccompaniment, accompanied_by  # isort: skip
from canteen.models.food_safety import (  # isort: skip
    DailyCheckLine,
    DailyFoodSafetyCheck,
    FoodSafetySelfInspection,
    MeetingDecision,
    MonthlyFoodSafetyMeeting,
    RiskGroup,
    RiskItem,
    SelfInspectionLine,
    WeeklyFoodSafetyReport,
)
from canteen.models.handlers import (  # isort: skip
    Conclusion,
    Dress,
    FoodHandlerCheck,
    FoodHandlerLine,
    Symptom,
)
from canteen.models.kitchen_logs import (  # isort: skip
    Additive,
    AdditiveUse,
    KitchenDisinfection,
    KitchenLog,
    RestroomCleaning,
    TablewareDisinfection,
    WasteDisposal,
)
from canteen.models.licences import FoodLicence  # isort: skip
from canteen.models.measured import (  # isort: skip
    ColdLine,
    ColdStorageReading,
    CoreLine,
    CoreTemperature,
    TasteLine,
    TasteTest,
)

__all__ = [  # noqa: RUF022  each part has its own block
    "AGE_GROUP_OF",
    "AgeGroup",
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
    "SampleCheck",
    "SampleDisposal",
    "SampleLine",
    # The logs of the kitchen.
    "Additive",
    "AdditiveUse",
    "ColdLine",
    "ColdStorageReading",
    "Conclusion",
    "CoreLine",
    "CoreTemperature",
    "DailyCheckLine",
    "DailyFoodSafetyCheck",
    "Dress",
    "FoodHandlerCheck",
    "FoodHandlerLine",
    "FoodLicence",
    "FoodSafetySelfInspection",
    "KitchenDisinfection",
    "KitchenLog",
    "KitchenVisit",
    "MealAccompaniment",
    "MeetingDecision",
    "MonthlyFoodSafetyMeeting",
    "RestroomCleaning",
    "RiskGroup",
    "RiskItem",
    "SelfInspectionLine",
    "Symptom",
    "TablewareDisinfection",
    "TasteLine",
    "TasteTest",
    "WasteDisposal",
    "WeeklyFoodSafetyReport",
    "accompanied_by",
]
