"""What the canteen keeps."""

from canteen.models.accounts import (
    FeeSettlement,
    FeeSettlementLine,
    MealCost,
    MealFee,
    MealPublication,
    MealReport,
    MealStatement,
)
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
from canteen.models.voices import (
    CommitteeMember,
    ComplaintAnswer,
    FoodIncident,
    IncidentReport,
    MealAttendee,
    MealComplaint,
    MealMeeting,
    MealObservation,
    MealSurvey,
    Side,
    SurveyQuestion,
)

__all__ = [
    "AGE_GROUP_OF",
    "AgeGroup",
    "Basis",
    "CateringDelivery",
    "CommitteeMember",
    "ComplaintAnswer",
    "Dish",
    "DishIngredient",
    "DisposalLine",
    "FeeSettlement",
    "FeeSettlementLine",
    "Food",
    "FoodAllergen",
    "FoodIncident",
    "FoodSample",
    "Fridge",
    "Group",
    "IncidentReport",
    "MealAttendee",
    "MealComplaint",
    "MealCost",
    "MealFee",
    "MealMeeting",
    "MealObservation",
    "MealPublication",
    "MealReport",
    "MealStatement",
    "MealSurvey",
    "Menu",
    "MenuDish",
    "NutritionAnalysis",
    "SampleCheck",
    "SampleDisposal",
    "SampleLine",
    "Side",
    "SurveyQuestion",
]
