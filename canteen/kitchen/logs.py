"""Every log of the kitchen, declared once: its record, its form, its words, its address.

From a declaration come the kind that proves duties, the page on which it is written and the entry
of the kitchen's own list.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from canteen.forms import food_safety, kitchen, kitchen_sheets
from canteen.kitchen.checking import ROUND
from canteen.models import MealAccompaniment, accompanied_by
from logistics.contributions import Kind, Words

COOK, CHECK, WRITE = "canteen.cook", "canteen.check", "duties.write_record"


@dataclass(frozen=True)
class Log:
    """One log. `name` is that of its page, `path` its address below canteen/kitchen/.

    `permission` is asked of who writes it. `review`: a second person looks at each record.
    `waits`: it may wait on the device for the network; what it says of people's health may not.
    """

    form: type[kitchen.KitchenForm]
    name: str
    path: str
    title: Words
    purpose: Words
    prefix: str
    icon: str
    permission: str = COOK
    review: bool = False
    waits: bool = True
    late_hours: int | None = None
    subjects: tuple[tuple[str, Words], ...] = ()
    above: str = ""  # a template of what stands above the form

    @property
    def url(self) -> str:
        return reverse(f"canteen:{self.name}")

    @property
    def kind_code(self) -> str:
        model: Any = self.form.model
        return str(model.kind_code)

    @property
    def kind(self) -> Kind:
        model: Any = self.form.model
        return Kind(
            code=self.kind_code,
            title=self.title,
            model=model._meta.label,
            form=f"canteen:{self.name}",
            prefix=self.prefix,
            trade="canteen",
            review=self.review,
            late_hours=self.late_hours,
            shown="canteen/_kitchen_log.html",
            correct="canteen:log_correct",
            subjects=self.subjects,
        )


FIGURES = "canteen/_safety_figures.html"
LOGS = (
    Log(
        kitchen_sheets.HandlerForm,
        "handler_check_new",
        "handlers/new/",
        _("Morning check of the kitchen staff"),
        _("All well: one press. Else open the person and say what was found."),
        "CJY",
        "person-check",
        waits=False,
    ),
    Log(
        kitchen_sheets.ColdForm,
        "cold_reading_new",
        "fridges/readings/new/",
        _("Temperatures of the fridges"),
        _("Type what each display or thermometer shows."),
        "WD",
        "thermometer-snow",
        subjects=((ROUND, _("every fridge and freezer")),),
    ),
    Log(
        kitchen_sheets.CoreForm,
        "core_temperature_new",
        "core-temperatures/new/",
        _("Core temperatures"),
        _("Measure in the middle of the thickest piece; leave out what was not measured."),
        "ZX",
        "thermometer-half",
    ),
    Log(
        kitchen_sheets.TasteForm,
        "taste_new",
        "tastings/new/",
        _("Tasting before serving"),
        _("All good: one press. What is not to be served says why."),
        "CCJ",
        "egg-fried",
    ),
    Log(
        kitchen.TablewareForm,
        "tableware_new",
        "tableware/new/",
        _("Disinfection of tableware"),
        _("First scrape, second wash, third rinse, fourth disinfect, then keep covered."),
        "CX",
        "cup-hot",
        review=True,
    ),
    Log(
        kitchen.SurfacesForm,
        "kitchen_disinfection_new",
        "surfaces/new/",
        _("Disinfection of the kitchen"),
        _("Containers, shelves and worktops: the strength and how long it stayed on."),
        "CFX",
        "droplet-half",
    ),
    Log(
        kitchen.WasteForm,
        "waste_new",
        "waste/new/",
        _("Disposal of kitchen waste"),
        _("The collector is the same as last time; type the weight."),
        "FQW",
        "trash3",
    ),
    Log(
        kitchen.RestroomForm,
        "restroom_new",
        "restroom/new/",
        _("Cleaning of the canteen toilet"),
        _("All points clean: one press."),
        "WSJ",
        "badge-wc",
    ),
    Log(
        kitchen.AdditiveForm,
        "additive_use_new",
        "additives/uses/new/",
        _("Use of a food additive"),
        _("Each use, weighed. The table says how much a kilogram of food may hold."),
        "TJ",
        "eyedropper",
    ),
    Log(
        kitchen.AccompanyForm,
        "accompaniment_new",
        "meals/accompanied/new/",
        _("Accompanied meal"),
        _("The same food, at the same table as the children. All good: one press."),
        "PCJ",
        "people",
        permission=WRITE,
        subjects=tuple(
            (accompanied_by(eater.value), eater.label) for eater in MealAccompaniment.Eater
        ),
    ),
    Log(
        kitchen.VisitForm,
        "visit_new",
        "visits/new/",
        pgettext_lazy("kitchen", "Visitor to the kitchen"),
        _("Nobody from outside enters the working room without a leader."),
        "CLR",
        "door-open",
        permission=WRITE,
    ),
    Log(
        kitchen.LicenceForm,
        "licence_new",
        "licences/new/",
        _("Licence of the canteen"),
        _("As it was issued or renewed. Before it ends, those who answer for it are reminded."),
        "ZZZ",
        "award",
        permission=CHECK,
        late_hours=24 * 30,
    ),
    Log(
        food_safety.DailyForm,
        "daily_check_new",
        "daily-checks/new/",
        _("Daily food-safety check"),
        _("The records of the day stand beside each item. Without a finding it is filed as well."),
        "RGK",
        "clipboard-check",
        permission=CHECK,
        review=True,
    ),
    Log(
        food_safety.WeekForm,
        "weekly_report_new",
        "weekly-reports/new/",
        _("Weekly food-safety report"),
        _("The figures are read off the week's daily checks and findings."),
        "ZPC",
        "calendar-week",
        permission=CHECK,
        late_hours=72,
        above=FIGURES,
    ),
    Log(
        food_safety.MonthForm,
        "monthly_meeting_new",
        "monthly-meetings/new/",
        _("Monthly food-safety meeting"),
        _("The head of the school hears how the month was. Each decision is followed up."),
        "YDD",
        "calendar-month",
        permission="canteen.observe",
        late_hours=72,
        above=FIGURES,
    ),
    Log(
        food_safety.SelfInspectionForm,
        "self_inspection_new",
        "self-inspections/new/",
        _("Food-safety self-inspection"),
        _("The whole list, before each term and every month."),
        "SPZ",
        "ui-checks",
        permission=CHECK,
        late_hours=72,
    ),
)
