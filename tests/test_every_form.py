"""What holds for every form: it reaches no further than its person, saves its own fields alone, and
overwrites nothing unseen."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.forms import ModelForm
from django.test import Client, override_settings
from django.utils import timezone

from logistics.notices.models import Wish
from logistics.records.models import RegisterSetting
from logistics.school.models import Allergy
from tests.pages import PAGES, Page
from tests.pages.asking import FAST, MISSING, address, key_of, read
from tests.world import World, make_world

pytestmark = pytest.mark.once

# At one campus alone; those of both are asked only for what is theirs alone.
BOUND = ["director", "admin", "doctor", "principal", "carer"]
OF_BOTH = ["office", "head"]
FORMS = [
    page for page in PAGES if page.get == 200 and page.post and page.who and page.thing != "token"
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(timezone.now())
        Wish.objects.create(person=world.people["director"], mail="a@example.cn")
        RegisterSetting.objects.create(register="work-notes")
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def log_in(db, world, settings):
    settings.MIDDLEWARE = FAST

    return lambda actor: entered(world, actor)


def entered(world: World, actor: str) -> Client:
    client = Client()
    client.force_login(world.people[actor], backend="logistics.school.posts.PostBackend")
    return client


def named(name: str) -> Page:
    return next(page for page in PAGES if page.name == name)


def who_of(page: Page) -> str:
    return next(actor for actor in [*BOUND, *OF_BOTH, *sorted(page.who)] if actor in page.who)


def values_in(form: Any) -> dict[str, Any]:
    """What a browser would send back of a form it has just been given."""
    sent = {}
    for bound in form:
        value = bound.value()
        if bound.field.disabled or value is None or value is False:
            continue
        many = isinstance(value, list | tuple)
        prepared = (
            [str(getattr(v, "pk", v)) for v in value] if many else getattr(value, "pk", value)
        )
        listed = getattr(bound.field.widget, "allow_multiple_selected", False)
        sent[bound.html_name] = (
            bound.field.prepare_value(value) if many and not listed else prepared
        )
    return sent


# It reaches no further than its person.


def rows_named(form: Any, world: World) -> dict[str, int]:
    """For each field that names a row: the row of its kind at the other campus.

    What the whole school shares (a supplier, the goods of the list) is at no campus.
    """
    if form is None:
        return {}
    shared = [thing for thing in world.own.values() if thing in world.others.values()]
    things = [thing for thing in world.others.values() if thing not in shared]
    keys = {type(thing): thing.pk for thing in things}
    models = {
        name: field.queryset.model
        for name, field in form.fields.items()
        if getattr(field, "queryset", None) is not None and not field.disabled
    }
    return {form.add_prefix(n): keys[model] for n, model in models.items() if model in keys}


# What is handed over to another campus is the one thing that does reach there.
BETWEEN = {"assets:transfer_new", "stores:transfer"}
REACHING = [page for page in FORMS if page.who & set(BOUND) and page.name not in BETWEEN]


@pytest.fixture(scope="module")
def opened(world):
    """Every form as somebody is given it who may fill it in."""
    answers = {}
    with override_settings(MIDDLEWARE=FAST):
        for page in FORMS:
            client = entered(world, who_of(page))
            answers[page.name] = read(client.get(address(page, key_of(page, world))))
    return answers


@pytest.mark.parametrize("page", REACHING, ids=lambda page: page.name)
def test_no_field_takes_what_is_at_another_campus_or_nowhere(world, opened, log_in, page):
    client, url = log_in(who_of(page)), address(page, key_of(page, world))
    form = opened[page.name].context.get("form")
    theirs = rows_named(form, world)
    nowhere = dict.fromkeys(theirs, MISSING)

    said = [refusals(client, url, form, sent) for sent in (theirs, nowhere) if sent]

    assert all(set(theirs) <= set(errors) for errors in said)
    assert said[:1] == said[1:]


def refusals(client: Client, url: str, form: Any, sent: dict[str, int]) -> dict[str, str]:
    """What is said beside each of these fields when they are sent, without the key itself."""
    errors = client.post(url, values_in(form) | sent).context["form"].errors
    return {name: " ".join(errors[name]).replace(str(key), "…") for name, key in sent.items()}


def test_there_are_fields_to_ask(world, opened):
    """The control of the test above: most forms do name rows of the school."""
    asked = {
        page.name: set(rows_named(opened[page.name].context.get("form"), world))
        for page in REACHING
    }

    assert sum(map(len, asked.values())) > 35
    assert asked["duties:duty_happened"] == {"campus", "school_class", "place"}
    assert asked["school:place_new"] == {"campus", "within", "school_class", "custodian"}


def test_a_form_offers_nothing_of_another_campus(opened):
    assert {page.name for page in REACHING if "West" in opened[page.name].text} == set()


# It saves its own fields alone.

NOT_ASKED = {
    "id": "1",
    "pk": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "password": "plain",
    "username": "taken-over",
    "entered_by": "1",
    "reviewed_by": "1",
    "source": "forged",
}
OURS = {"logistics", "assets", "canteen", "safety", "health"}
DAY = timedelta(days=1)
TODAY = timezone.localdate()
# The forms that change something stored: a field, and what two people write into it.
CHANGES = [
    ("approvals:route_edit", "role_1", "director", "accountant"),
    # The meal account and what is said of the meals.
    ("canteen:meal_cost_edit", "note", "July", "August"),
    ("canteen:meal_fee_edit", "basis", "Decision 1", "Decision 2"),
    ("canteen:committee_member_edit", "task", "Menus", "Shopping"),
    ("notices:wish_edit", "mail", "b@example.cn", "c@example.cn"),
    ("notices:channel_edit", "title", "Post", "Letters"),
    ("school:person_edit", "department", "Kitchen", "Office"),
    ("school:person_edit", "phone", "13911112222", "13933334444"),
    ("school:person_edit", "identity_number", "11010519491231002X", "110101199003077774"),
    ("school:post_edit", "duties", "Bell", "Gate"),
    ("school:post_end", "ends_on", f"{TODAY + 5 * DAY}", f"{TODAY + 9 * DAY}"),
    ("school:work_line_edit", "title", "Water", "Light"),
    ("school:place_edit", "name", "Hall", "Library"),
    ("school:zone_edit", "note", "Left half", "Right half"),
    ("school:class_edit", "name", "Small one", "Small two"),
    ("school:child_edit", "note", "Sleeps late", "Eats slowly"),
    ("school:child_edit", "identity_number", "11010519491231002X", "110101199003077774"),
    ("school:child_health", "other", "Kiwi", "Mango"),
    ("school:guardian_edit", "relation", "father", "aunt"),
    ("school:guardian_edit", "phone", "13911112222", "13933334444"),
    ("school:term_edit", "ends_on", f"{TODAY + 61 * DAY}", f"{TODAY + 62 * DAY}"),
    ("school:school_edit", "name", "Moonshine", "Rain"),
    ("school:campus_edit", "address", "1 Long Road", "2 Short Road"),
    ("duties:duty_edit", "partner", "Parents", "Police"),
    ("duties:plan_edit", "aims", "Clean", "Quiet"),
    ("duties:line_edit", "partner", "Parents", "Police"),
    ("duties:register_setting", "title", "Our notes", "Their notes"),
    ("stores:item_edit", "specification", "Large", "Small"),
    ("stores:group_edit", "name", "Brooms", "Paper"),
    ("stores:store_edit", "name", "Cellar", "Attic"),
    ("stores:supplier_edit", "name", "Moon Trading", "Star Trading"),
    ("assets:standard_edit", "item", "Drums", "Globes"),
    ("assets:asset_edit", "model", "A1", "B2"),
    ("safety:project_edit", "scope", "Ground floor", "First floor"),
    ("assets:budget_edit", "name", "Paper", "Books"),
    ("safety:checklist_edit", "about", "Every morning", "Every evening"),
    ("health:method_edit", "note", "With the lid on", "Rinsed after"),
    ("health:epidemic_edit", "reason", "Two children ill", "Asked for by the authority"),
    ("health:lamp_edit", "watts", "36", "40"),
    ("health:bait_edit", "spot", "Behind the bins", "Under the stairs"),
    ("health:letter_edit", "title", "Warm clothes", "Wash your hands"),
    ("health:day_plan_edit", "note", "In the yard", "In the hall"),
    ("health:disease_edit", "name", "Flu", "Mumps"),
    ("health:threshold_edit", "case_count", "3", "4"),
    ("papers:paper_edit", "title", "Rules of the doors", "Rules of the keys"),
    ("papers:pack_edit", "words", "For the archive", "For the authority"),
    ("safety:contract_edit", "note", "Weekly", "Daily"),
    ("safety:key_edit", "count", "3", "4"),
    ("safety:guard_equipment_edit", "note", "In the cupboard", "On the wall"),
    ("safety:patrol_point_edit", "look_at", "Windows", "Lights"),
    ("safety:fire_equipment_edit", "spot", "Left", "Right"),
    ("safety:special_edit", "firm", "Up and down", "Lift care"),
    ("safety:play_edit", "maker", "Play Ltd", "Fun Ltd"),
    ("safety:charging_edit", "hours", "07:00", "08:00"),
    ("safety:bike_edit", "plate", "B 22", "B 33"),
    ("safety:fire_network_edit", "tasks", "Doors", "Stairs"),
    ("safety:bus_edit", "owner", "Sun", "Moon"),
    ("safety:bus_crew_edit", "trained_on", f"{TODAY - 9 * DAY}", f"{TODAY - 5 * DAY}"),
    ("safety:bus_route_edit", "name", "Line 8", "Line 9"),
    ("safety:bus_stop_edit", "name", "Bridge", "Market"),
    ("safety:bus_rider_edit", "starts_on", f"{TODAY - 9 * DAY}", f"{TODAY - 5 * DAY}"),
    ("safety:topic_edit", "title", "Fire", "Water"),
    # food samples
    ("canteen:fridge_edit", "name", "Left fridge", "Right fridge"),
    # Nutrition and the food table.
    ("canteen:food_edit", "aliases", "Grain", "Corn"),
    # The supply of the canteen.
    ("canteen:supplier_edit", "bank", "Bank of Suns", "Bank of Moons"),
    # menus
    ("canteen:dish_edit", "method", "Steamed", "Boiled"),
    ("canteen:menu_edit", "note", "Warm soup", "Warm milk"),
    # The kitchen's lists.
    ("canteen:additive_edit", "source", "GB 2760", "Label"),
    ("canteen:risk_edit", "title", "Floors dry", "Walls clean"),
]
EDITS = list(dict.fromkeys(name for name, *_rest in CHANGES))
of_each = pytest.mark.parametrize(("name", "field", "theirs", "mine"), CHANGES, ids=str)


MADE_OF_FIELDS = {
    "duties:register_setting": ["columns", "own"],
    "stores:item_edit": ["pinyin", "initials"],
    "canteen:dish_edit": ["pinyin", "initials"],
    "assets:asset_edit": ["pinyin", "initials"],
    "canteen:food_edit": ["pinyin", "initials"],
    "health:letter_edit": ["by_id", "made_at"],  # whose words they are now
}
ASKED_EACH_TIME = {
    "assets:asset_edit": {"reason": "Written wrongly"},
    "health:day_plan_edit": {"stretches": "07:30-08:00 airs the room"},
}


def test_every_form_that_changes_something_is_in_the_table(opened):
    changing = {name for name, answer in opened.items() if answer.context.get("version")}

    assert changing == set(EDITS)


def begin(client: Client, name: str, world: World) -> tuple[str, Any, dict[str, Any]]:
    """The address of a form, the form as it was opened, and what a browser would send back."""
    page = named(name)
    url = address(page, key_of(page, world))
    opened = client.get(url)
    sent = values_in(opened.context["form"]) | {"version": opened.context["version"]}
    sent |= {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}
    sent |= ASKED_EACH_TIME.get(name, {})
    return url, opened.context["form"], sent


def stored(instance: Any) -> dict[str, Any]:
    return type(instance)._base_manager.filter(pk=instance.pk).values().get()


@pytest.mark.parametrize("name", EDITS)
def test_a_form_saves_its_own_fields_and_no_other(world, log_in, name):
    client = log_in(who_of(named(name)))
    url, form, sent = begin(client, name, world)
    before = stored(form.instance)
    columns = [field.attname for field in form.instance._meta.concrete_fields]
    more = NOT_ASKED | dict.fromkeys(columns, "1") | {c.removesuffix("_id"): "1" for c in columns}
    unasked = {key: value for key, value in more.items() if key not in form.fields}

    answer = client.post(url, unasked | sent)

    changed = {key for key, value in stored(form.instance).items() if value != before[key]}
    assert answer.status_code == 302
    assert changed <= {*form.fields, *MADE_OF_FIELDS.get(name, ())}


OUR_APPS = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in OURS}


def test_no_form_takes_whatever_its_table_has():
    named_fields = {
        form.__qualname__: form._meta.fields
        for form in subclasses(ModelForm)
        if getattr(form, "_meta", None)
        and form._meta.model
        and form._meta.model._meta.app_label in OUR_APPS
    }

    assert len(named_fields) > 20
    assert [
        name for name, fields in named_fields.items() if not isinstance(fields, list | tuple)
    ] == []


def subclasses(kind: type) -> set[type]:
    return {kind} | {each for child in kind.__subclasses__() for each in subclasses(child)}


# It overwrites nothing unseen.


@of_each
def test_what_another_saved_meanwhile_is_not_overwritten_unseen(
    world, log_in, name, field, theirs, mine
):
    actor = who_of(named(name))
    first, second = log_in(actor), log_in(actor)
    url, form, seen_first = begin(first, name, world)
    _url, _form, seen_second = begin(second, name, world)

    saved = first.post(url, seen_first | {field: theirs})
    kept = stored(form.instance)
    told = second.post(url, seen_second | {field: mine})

    assert saved.status_code == 302
    assert told.status_code == 200
    [conflict] = told.context["form"].conflicts
    assert (conflict.name, conflict.theirs != conflict.mine) == (field, True)
    assert told.context["form"][field].value() == mine
    assert stored(form.instance) == kept


# The rows in which a form writes, where they are others than its own.
WRITES_IN = {"school:child_health": Allergy}
OF_ONESELF = {"notices:wish_edit"}  # nobody else may change it


@of_each
def test_who_changed_it_is_kept(world, log_in, name, field, theirs, mine):
    actor = who_of(named(name))
    client = log_in(actor)
    url, form, sent = begin(client, name, world)

    client.post(url, sent | {field: theirs})

    if name not in OF_ONESELF:
        last = WRITES_IN.get(name, type(form.instance)).history.latest()
        assert last.history_user == world.people[actor]
