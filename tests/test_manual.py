"""Help in place: every page has its help, in both languages, and it opens."""

import re

import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from logistics.manual import GLOSSARY, topics
from tests.pages import INSIDE, PAGES

HELP = re.compile(r'href="(/help/[^"]*)"[^>]*data-help')


def help_on(client, address):
    """Where the help link of a page leads, the same in the bar and on a phone."""
    [leads] = set(HELP.findall(client.get(address).text.split('<div class="content">')[0]))
    return leads


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/", "start"),
        ("/tasks/", "tasks"),
        ("/records/new/", "records"),
        ("/registers/work-notes/", "registers"),
        ("/calendar/month/", "calendar"),
        ("/plans/", "plans"),
        ("/duties/", "duties"),
        ("/school/people/", "people"),
        ("/school/children/", "children"),
        ("/school/places/", "places"),
        ("/school/", "settings"),
        ("/search/", "start"),
        ("/stores/", "stores"),
        ("/stores/counts/", "counts"),
        ("/assets/", "assets"),
        ("/assets/stocktakes/", "stocktakes"),
        ("/assets/handovers/", "custody"),
        ("/assets/loans/", "loans"),
        ("/assets/disposals/", "damage"),
        ("/assets/requests/", "requests"),
        ("/assets/budget/", "buying"),
        ("/assets/distributions/", "distributions"),
    ],
)
def test_help_is_about_the_page_one_is_on(enter, address, code):
    assert help_on(enter("director"), address) == f"/help/{code}/"


def test_a_page_without_help_of_its_own_leads_to_the_list(enter):
    client = enter("director")

    leads = help_on(client, "/style/")

    assert leads == "/help/"
    assert all(reverse("help_page", args=[code]) in client.get(leads).text for code in topics())


@pytest.mark.parametrize("code", topics())
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_topic_is_written_in_both_languages(enter, code, language):
    client = enter("cook")
    client.cookies["django_language"] = language
    written = get_template(f"help/{language}/{code}.html").render()

    assert written.strip() in client.get(reverse("help_page", args=[code])).text


@pytest.mark.parametrize("code", topics())
def test_chinese_help_is_plain_chinese(code):
    written = get_template(f"help/zh-hans/{code}.html").render()

    assert re.findall("您|登陆|其它|帐号|失败|！", written) == []


def test_the_drawer_gets_the_words_alone(enter):
    client = enter("cook")
    address = reverse("help_page", args=["tasks"])

    page, part = client.get(address).text, client.get(address, headers={"HX-Request": "true"}).text

    written = get_template("help/en/tasks.html").render().strip()
    assert "<html" not in part
    assert (written in part, written in page) == (True, True)


def test_the_states_of_a_task_are_explained_by_their_fixed_words(enter):
    client = enter("cook")
    client.cookies["django_language"] = "zh-hans"

    page = client.get(reverse("help_page", args=["tasks"])).text

    for word in ("未到期", "待完成", "已逾期", "缺记录", "按时完成", "补录完成", "已免除"):
        assert f"<dt>{word}</dt>" in page


def test_an_unknown_topic_is_not_there(enter):
    assert enter("cook").get("/help/nothing/").status_code == 404


def test_the_glossary_comes_last_and_is_one_press_away(enter):
    assert list(topics())[-1] == GLOSSARY
    assert reverse("help_page", args=[GLOSSARY]) in enter("cook").get("/help/tasks/").text


def test_everybody_may_read_help():
    declared = {page.name: page.who for page in PAGES}

    assert declared["help_page"] == declared["help_list"] == INSIDE


def test_titles_of_help_are_in_the_readers_language():
    with translation.override("en"):
        assert str(topics()["tasks"].title) == "Tasks and their states"
