from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from logistics import charts
from logistics.templatetags import house

NOW = datetime(2026, 11, 21, 6, 8, tzinfo=UTC)  # 14:08 in Shanghai


class Search(forms.Form):
    q = forms.CharField(label="words", required=False)
    state = forms.ChoiceField(label="state", choices=[("late", "Overdue")], required=False)


def rendered(source, address="/list/", **context):
    request = RequestFactory().get(address)
    return Template("{% load house %}" + source).render(Context({"request": request, **context}))


def test_icon_is_hidden_from_screen_readers_unless_it_has_a_label():
    plain = house.icon("search")
    spoken = house.icon("search", 'Find "it"')

    assert plain.startswith('<svg aria-hidden="true"')
    assert spoken.startswith('<svg role="img" aria-label="Find &quot;it&quot;"')


def test_state_tag_has_colour_and_word():
    tag = house.state_tag("missed")

    assert 'class="tag is-danger"' in tag
    assert tag.endswith("Record missing</span>")


def test_state_tag_prefers_the_label_given_and_escapes_it():
    tag = house.state_tag("warn", "<b>soon</b>")

    assert 'class="tag is-warn"' in tag
    assert "&lt;b&gt;soon&lt;/b&gt;" in tag


def test_state_tag_of_an_unknown_code_is_neutral():
    assert 'class="tag is-neutral"' in house.state_tag("odd", "odd")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("0.005"), "¥0.01"),
        (Decimal(-3), "-¥3.00"),
        (None, "—"),
    ],
)
def test_money_has_two_decimals_and_thousands(amount, shown):
    assert house.money(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1250.500"), "1,250.5 g"),
        (Decimal("100.000"), "100 g"),
        (Decimal(1000), "1,000 g"),
        (None, "—"),
    ],
)
def test_quantity_drops_empty_decimals_only(amount, shown):
    assert house.quantity(amount, "g") == shown


def test_day_and_moment_are_in_school_time():
    evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)

    assert house.day(evening) == "2026-11-21"
    assert house.moment(evening) == "2026-11-21 00:30"


def test_long_day_has_no_leading_zeros_in_chinese():
    with translation.override("zh-hans"):
        assert house.long_day(datetime(2026, 3, 5, tzinfo=UTC)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "11-20 14:08"),
        (timedelta(days=365), "2025-11-21 14:08"),
        (timedelta(minutes=-1), "11-21 14:09"),
    ],
)
def test_since_names_short_times_and_dates_long_ones(passed, words):
    assert house.since(NOW - passed, NOW) == words


def test_ago_asks_the_page_what_time_it_is():
    page = rendered("{% ago at %}", at=NOW - timedelta(minutes=5), now=NOW)

    assert "5 minutes ago</time>" in page
    assert 'title="2026-11-21 14:03"' in page


@pytest.mark.parametrize(
    ("name", "shown"), [("仲小妮", "仲*妮"), ("王芳", "王*"), ("欧阳建国", "欧**国"), ("李", "李")]
)
def test_masked_name_keeps_the_ends(name, shown):
    assert house.masked_name(name) == shown


def test_masked_phone_keeps_three_and_four_digits():
    assert house.masked_phone("18612341402") == "186****1402"


def test_panel_wraps_what_stands_inside():
    page = rendered('{% panel title="Due" count=3 %}<p>inside</p>{% endpanel %}')

    assert "<p>inside</p>" in page
    assert '<span class="panel-count">3</span>' in page


def test_error_summary_counts_and_points_at_the_fields():
    class Note(forms.Form):
        title = forms.CharField(label="title")
        kind = forms.ChoiceField(label="kind", choices=[("a", "A")], widget=forms.RadioSelect)

    page = rendered("{% field_error_summary form %}", form=Note({}))

    assert "2 things need to be changed" in page
    assert 'href="#id_title"' in page
    assert 'href="#div_id_kind"' in page


def test_error_summary_is_silent_before_the_form_is_sent():
    assert rendered("{% field_error_summary form %}", form=Search()).strip() == ""


def test_pagination_keeps_the_filter_and_says_how_many():
    page = Paginator(range(1286), 50).get_page(2)

    shown = rendered("{% pagination page %}", "/list/?q=rice&page=2", page=page)

    assert "1,286 in all" in shown
    assert 'href="?q=rice&amp;page=1"' in shown
    assert 'href="?q=rice&amp;page=3"' in shown


def test_chips_name_the_filters_and_lead_to_the_page_without_each():
    address = "/list/?q=rice&state=late&page=3"
    form = Search({"q": "rice", "state": "late"})

    found = list(house.filters_in_force(RequestFactory().get(address), form))

    assert found == [
        house.Chip("words: rice", "/list/?state=late"),
        house.Chip("state: Overdue", "/list/?q=rice"),
    ]


def test_timeline_shows_who_did_what():
    entry = {"at": NOW, "who": "Wang", "text": "corrected", "url": "/records/1/"}

    page = rendered("{% timeline entries %}", entries=[entry], now=NOW)

    assert '<a href="/records/1/">corrected</a>' in page
    assert "Wang" in page


def test_progress_bars_say_in_words_what_they_draw():
    parts = [charts.Part("done", 3, "ok"), charts.Part("late", 1, "danger")]

    page = rendered('{% progress_bars parts "Today" %}', parts=parts)

    assert 'aria-label="Today: done 3, late 1"' in page
    assert '<rect class="fill-danger" x="75.0" width="25.0" height="8">' in page


def test_bars_show_a_gap_as_no_record_and_not_as_zero():
    points = [charts.Point("Sep", 40, "/sep/"), charts.Point("Oct", None)]

    page = rendered('{% bars "Tasks" points %}', points=points)

    assert page.count("<rect") == 1
    assert "no record" in page
    assert 'href="/sep/"' in page


def test_heat_table_links_each_share_to_its_rows():
    rows = [charts.HeatRow("East", [charts.HeatCell(0.5, "/rows/"), charts.HeatCell(None)])]

    page = rendered('{% heat_table "Shares" columns rows %}', columns=["a", "b"], rows=rows)

    assert '<td class="heat-1"><a href="/rows/">50.0 %</a></td>' in page
    assert '<td class="heat-none">' in page


def test_what_does_not_change_is_kept_apart_by_language_and_setting():
    part = '{% unchanging "components/own_settings.html" theme=theme text_size="large" %}'
    with translation.override("zh-hans"):
        chinese = rendered(part, theme="dark")
    english = rendered(part, theme="light")

    assert 'value="dark" aria-pressed="true"' in chinese
    assert 'value="dark" aria-pressed="false"' in english
    assert 'value="zh-hans" lang="zh-Hans" aria-pressed="true"' in chinese
    assert 'value="en" lang="en" aria-pressed="true"' in english
