"""What the food table adds to the whole."""

from django.utils.translation import gettext_lazy as _

from canteen.foods import finding, imports
from logistics.contributions import HelpTopic, MenuEntry, SearchSource

MENU = [MenuEntry("canteen", _("Foods"), "canteen:food_list", "egg-fried", "canteen.view", 32)]
IMPORTS = imports.IMPORTS
SEARCH = [SearchSource("foods", _("Foods"), finding.find, "canteen.view", 46)]
HELP = [HelpTopic("foods", _("Foods"), ("canteen:food",))]
