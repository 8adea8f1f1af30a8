"""Every address of the site, with who may open it: what the tests of access, forms and markup walk."""

from tests.pages import canteen, goods, health, house, safety
from tests.pages.declaring import INSIDE, Page

__all__ = ["BY_SECRET", "COMMON", "FOR_EVERYBODY", "INSIDE", "ON_A_SHARED_DEVICE", "PAGES", "Page"]

PAGES = [
    *canteen.SAMPLES,
    *canteen.NUTRITION,
    *canteen.MEAL_ACCOUNT,
    *canteen.KITCHEN,
    *canteen.SUPPLY,
    *canteen.MENUS,
    *goods.BUYING,
    *goods.GIVEN_AND_LENT,
    *goods.CUSTODY,
    *goods.ASSETS,
    *goods.STORES,
    *goods.STOCKTAKES,
    *health.HYGIENE,
    *health.GROWTH,
    *health.HEALTH_DAY,
    *health.ILLNESS,
    *health.CARE,
    *house.PAPERS,
    *house.ACCOUNTS,
    *house.APPROVALS,
    *house.CONTRADICTIONS,
    *house.SELF,
    *house.UPKEEP,
    *house.SCHOOL,
    *house.RECORDS,
    *house.IMPORTS,
    *house.DUTIES,
    *house.PLANS,
    *house.CHANNELS,
    *safety.ROUNDS,
    *safety.HAZARDS,
    *safety.GATE,
    *safety.FIRE_AND_BUS,
    *safety.SAFETY_PEOPLE,
    *safety.REPAIRS,
]
# Who knows the address needs no login: tests/duties/test_feed.py, tests/safety/test_repair_door.py
BY_SECRET = {
    "canteen:meal_statement_public",  # tests/canteen/test_meal_account_pages.py
    "safety:door_report",
    "safety:door_state",
    "duties:calendar_feed",
    "safety:visit_pass",  # tests/safety/test_visitors.py
    "canteen:menu_public",
}
ON_A_SHARED_DEVICE = {"accounts:chooser", "accounts:take_over"}  # tests/accounts/test_sharing.py
FOR_EVERYBODY = {"login", "accounts:code", "status_live", "status_ready", "manifest", "favicon"}

# What has no campus: the same for everybody who may open it.
COMMON = {"help", "import", "term", "rule", "register", "token", "seal", "standard"}
COMMON |= {"item", "item_group", "supplier", "method"}  # one list for all campuses
COMMON |= {"disease", "threshold", "food", "dish"}
COMMON |= {"additive", "risk_item"}  # the kitchen's lists
