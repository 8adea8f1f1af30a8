"""The pages of an import: who sees what, what is asked, what the buttons do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from logistics.imports.models import Upload
from logistics.school.models import Child, Place
from tests.factories import make_person
from tests.imports.files import receive, sheet

HEADINGS = ["Number", "Name", "Sex", "Date of birth", "Class", "Identity number"]
BORN = timezone.localdate() - timedelta(days=1500)


def rows(count, identity=""):
    return [[f"N{n}", f"Child {n}", "girl", BORN, "小一班", identity] for n in range(count)]


def upload(client, code, *cells, name="list.xlsx"):
    file = sheet(*cells, name=name)
    return client.post(reverse("imports:import_new", args=[code]), {"file": file})


@pytest.fixture
def doctor(school, enter):
    return enter("doctor", person=school.doctor)


def test_the_list_names_what_one_may_import(school, enter):
    seen = {
        name: [
            entry.code for entry in enter("x", person=person).get("/imports/").context["imports"]
        ]
        for name, person in vars(school).items()
        if name in ("office", "doctor", "director")
    }

    assert seen == {
        "office": ["people", "classes", "children", "places", "items"],
        "doctor": ["children", "foods", "measurements"],
        "director": ["people", "classes", "places", "items", "assets", "foods"],
    }


def test_from_the_file_to_done_in_three_requests(doctor):
    preview = upload(doctor, "children", HEADINGS, *rows(3)).url
    page = doctor.get(preview)

    done = doctor.post(
        f"{preview}confirm/", {"seen": page.context["check"].fingerprint}, follow=True
    )

    assert "3 added, 0 changed, 0 as they were." in done.text
    assert reverse("school:child_list") in done.text
    assert Child.objects.count() == 3


def test_a_class_list_with_allergies_is_looked_through_before_it_is_confirmed(doctor):
    cells = [[*HEADINGS, "Allergies"], [*rows(1)[0], "egg、milk"]]

    preview = doctor.get(upload(doctor, "children", *cells).url)

    assert ">egg, milk</td>" in preview.text
    assert preview.context["check"].is_ready


def test_confirmed_again_it_answers_with_the_first_result(doctor):
    preview = upload(doctor, "children", HEADINGS, *rows(3)).url
    seen = {"seen": doctor.get(preview).context["check"].fingerprint}
    first = doctor.post(f"{preview}confirm/", seen).url

    again = doctor.post(f"{preview}confirm/", seen, follow=True)

    assert again.redirect_chain == [(first, 302)]
    assert "nothing was written twice" in again.text
    assert doctor.get(preview).url == first
    assert Child.objects.count() == 3


def test_a_preview_with_errors_offers_the_marked_file_and_no_confirmation(doctor):
    preview = upload(doctor, "children", HEADINGS, ["N1", "", "girl", BORN, "小一班", ""]).url

    page = doctor.get(preview).text
    marked = doctor.get(f"{preview}marked/")

    assert "There is one error, and nothing was written." in page
    assert f"{preview}confirm/" not in page
    assert marked.headers["Content-Disposition"] == 'attachment; filename="list, marked.xlsx"'


def test_confirming_without_having_seen_the_preview_writes_nothing(doctor):
    preview = upload(doctor, "children", HEADINGS, *rows(1)).url

    page = doctor.post(f"{preview}confirm/", {"seen": ""}, follow=True)

    assert "The data changed in the meantime" in page.text
    assert not Child.objects.exists()


def test_what_is_ambiguous_is_asked_on_the_preview(school, enter):
    client = enter("director", person=school.director)
    people = [make_person(name="王芳", role="cook", campus=school.east, number=n) for n in "12"]
    cells = [["Name", "Kind", "Custodian"], ["Hall", "office", "王芳"]]
    preview = upload(client, "places", *cells).url

    asked = client.get(preview)
    answered = client.post(f"{preview}answer/", {"2.custodian": people[1].pk}, follow=True)
    seen = {"seen": answered.context["check"].fingerprint}
    client.post(f"{preview}confirm/", seen)

    assert "王芳 · 2" in asked.text
    assert f"{preview}confirm/" not in asked.text
    assert Place.objects.get().custodian == people[1]


def test_an_answer_that_was_no_option_is_asked_again(school, enter):
    client = enter("director", person=school.director)
    for number in "12":
        make_person(name="王芳", role="cook", campus=school.east, number=number)
    other = make_person(name="王芳", role="cook", campus=school.west)
    cells = [["Name", "Kind", "Custodian"], ["Hall", "office", "王芳"]]
    preview = upload(client, "places", *cells).url

    page = client.post(f"{preview}answer/", {"2.custodian": other.pk}, follow=True)

    assert [question.place for question in page.context["questions"]] == ["2.custodian"]


def test_numbers_are_masked_on_the_preview(doctor):
    page = doctor.get(
        upload(doctor, "children", HEADINGS, *rows(1, identity="11010519491231002X")).url
    ).text

    assert "1****************X" in page
    assert "11010519491231002X" not in page


@pytest.mark.parametrize("page", ["", "marked/", "result/"])
def test_nobody_else_sees_an_uploaded_file(school, enter, page):
    kept = receive("children", sheet(HEADINGS, *rows(1)), school.doctor)
    address = reverse("imports:import_preview", args=[kept.pk]) + page

    assert enter("office", person=school.office).get(address).status_code == 404


@pytest.mark.parametrize("act", ["confirm/", "answer/", "discard/"])
def test_nobody_else_acts_on_an_uploaded_file(school, enter, act):
    kept = receive("children", sheet(HEADINGS, *rows(1)), school.doctor)
    address = reverse("imports:import_preview", args=[kept.pk]) + act

    assert enter("office", person=school.office).post(address).status_code == 404
    assert Upload.objects.filter(done_at=None).count() == 1
    assert not Child.objects.exists()


def test_who_may_not_change_children_cannot_import_them(school, enter):
    client = enter("director", person=school.director)
    addresses = [
        reverse(f"imports:{n}", args=["children"]) for n in ("import_new", "import_template")
    ]

    assert [client.get(address).status_code for address in addresses] == [403, 403]
    assert client.get(reverse("imports:import_new", args=["nonsense"])).status_code == 404


def test_a_discarded_file_is_gone(doctor):
    preview = upload(doctor, "children", HEADINGS, *rows(1)).url

    page = doctor.post(f"{preview}discard/", follow=True)

    assert "“list.xlsx” is discarded." in page.text
    assert not Upload.objects.exists()


def test_a_result_keeps_its_address_and_offers_no_file(doctor):
    preview = upload(doctor, "children", HEADINGS, *rows(1)).url
    early = doctor.get(f"{preview}result/").url
    seen = {"seen": doctor.get(preview).context["check"].fingerprint}
    doctor.post(f"{preview}confirm/", seen)

    assert early == preview
    assert doctor.get(f"{preview}result/").status_code == 200
    assert doctor.get(f"{preview}marked/").status_code == 404


def test_a_template_is_handed_out_under_a_name_of_its_own(doctor):
    answer = doctor.get(reverse("imports:import_template", args=["children"]))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="Template Children.xlsx"'
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("name", ['a".xlsx', "名单\r\nSet-Cookie: x.xlsx", "../x.xlsx"])
def test_a_header_holds_whatever_name_a_file_had(school, doctor, name):
    file = sheet(HEADINGS, ["N1", "", "", "", "", ""])
    file._name = name
    kept = receive("children", file, school.doctor)

    headers = doctor.get(reverse("imports:import_marked", args=[kept.pk])).headers

    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in headers["Content-Disposition"]
    assert "Set-Cookie" not in headers


def test_no_file_is_asked_for(doctor):
    page = doctor.post(reverse("imports:import_new", args=["children"]))

    assert "This field is required." in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_as_many_queries_for_three_rows_as_for_one(doctor, count):
    preview = upload(doctor, "children", HEADINGS, *rows(count)).url
    doctor.get(preview)

    with CaptureQueriesContext(connection) as asked:
        doctor.get(preview)

    assert len(asked) <= 12


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_of_changes_asks_as_many_queries_for_three_rows_as_for_one(doctor, count):
    first = upload(doctor, "children", HEADINGS, *rows(3)).url
    doctor.post(f"{first}confirm/", {"seen": doctor.get(first).context["check"].fingerprint})
    changed = [["Number", "Name", "Class", "Guardian's name"]]
    changed += [[f"N{n}", f"Other {n}", "小一班", "王强"] for n in range(count)]
    preview = upload(doctor, "children", *changed).url

    with CaptureQueriesContext(connection) as asked:
        page = doctor.get(preview)

    assert page.context["counts"]["changed"] == count
    assert len(asked) == 14


def test_a_thousand_errors_are_counted_and_the_first_shown(doctor):
    cells = [["N1", "", "?", "x", "y", "z"]] * 300
    page = doctor.get(upload(doctor, "children", HEADINGS, *cells).url)

    assert page.context["problem_count"] > 1000
    assert len(page.context["problems"]) == 100
    assert "The first 100 are shown" in page.text


def test_the_lists_offer_the_import_to_whom_may(school, enter):
    offered = {
        code: reverse("imports:import_new", args=[code])
        in enter("x", person=school.director).get(reverse(f"school:{name}_list")).text
        for code, name in [("people", "person"), ("classes", "class"), ("places", "place")]
    }
    cook = enter("cook").get(reverse("school:place_list")).text

    assert offered == {"people": True, "classes": True, "places": True}
    assert "/imports/" not in cook
