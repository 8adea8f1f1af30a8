"""The pages of an alert, and the records it asks for: report, disinfection, notice."""

import pytest
from django.urls import reverse
from django.utils import timezone

from health.illness import comparing, wording
from health.models import Alert, EpidemicReport, OutbreakNotice, TerminalDisinfection, Threshold
from logistics.duties.models import Task
from tests.factories import make_person, make_term
from tests.health.illness_factories import DAY, make_case, make_class, moment


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def term(db, today):
    first, last = today - 90 * DAY, today + 90 * DAY
    return make_term(
        starts_on=first, first_teaching_day=first, last_teaching_day=last, ends_on=last
    )


@pytest.fixture
def alert(campus, term, today):
    """Two cases of one class, registered yesterday."""
    doctor = make_person(role="doctor", campus=campus)
    junior = make_class(campus, term, name="Junior 1", children=4)
    for child in junior.children[:2]:
        make_case(child, junior, by=doctor, on=today - DAY, now=moment(today - DAY, "00:10"))
    return Alert.objects.get()


def typed(**given):
    return {
        "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "closed_day_is_right": "on",
        "late_reason": "told late",
    } | given


def owed(alert, proof):
    return Task.objects.filter(
        pk__in=alert.consequences.values("task"), proof=proof, subject=f"alert:{alert.pk}"
    )


def report_of(alert, **given):
    return typed(
        campus=alert.campus_id, alert=alert.pk, disease=alert.disease_id, case_count="2",
        classes="Junior 1", found_at=f"{timezone.localtime(alert.raised_at):%Y-%m-%dT%H:%M}",
        authority="CDC", **given,
    )  # fmt: skip


def test_the_report_of_an_alert_proves_its_task(enter, alert):
    client = enter("director")

    client.post(reverse("health:report_new") + f"?alert={alert.pk}", report_of(alert))

    assert EpidemicReport.objects.get().alert == alert
    assert all(task.proved_at for task in owed(alert, "epidemic_report"))


def test_a_report_of_fewer_cases_than_registered_is_a_contradiction(enter, alert, today):
    client = enter("doctor")

    client.post(reverse("health:report_new"), report_of(alert) | {"case_count": "1"})

    [clash] = comparing.reported_too_few(today - DAY, today)
    assert clash.said["known"] == "2"


def test_it_is_not_reported_before_it_was_found(enter, alert):
    later = {"found_at": f"{timezone.localtime() + DAY:%Y-%m-%dT%H:%M}"}

    answer = enter("doctor").post(reverse("health:report_new"), report_of(alert) | later)

    assert "before it was found" in answer.text
    assert EpidemicReport.objects.count() == 0


def test_the_draft_of_the_notice_says_what_and_where_and_never_who(alert):
    text = wording.draft(alert, "Sunshine")

    assert "2 children of Junior 1" in text
    assert "hand-foot-mouth disease" in text
    assert all(case.child.name not in text for case in alert.disease.cases.all())


def test_the_notice_that_went_out_proves_its_task_and_prints(enter, alert):
    client = enter("doctor")
    url = reverse("health:notice_new") + f"?alert={alert.pk}"

    client.post(url, typed(text="Dear parents", way="paper"))

    notice = OutbreakNotice.objects.get()
    printed = client.get(reverse("health:notice_print", args=[notice.pk])).text
    assert all(task.proved_at for task in owed(alert, "outbreak_notice"))
    assert "Dear parents" in printed


def test_the_carer_disinfects_the_class_after_a_case(enter, alert, campus):
    task = Task.objects.filter(proof="terminal_disinfection").first()
    carer = enter("carer", school_class=alert.school_class)
    said = {"school_class": alert.school_class_id, "objects_treated": ["toys", "floor"],
            "agent": "chlorine", "concentration": "1000", "minutes": "30"}  # fmt: skip

    answer = carer.post(reverse("health:terminal_new") + f"?task={task.pk}", typed(**said))

    task.refresh_from_db()
    sheet = TerminalDisinfection.objects.get()
    assert answer.url == task.get_absolute_url()
    assert (task.proved_at is not None, sheet.objects_treated) == (
        True,
        "toys and books; floor and walls",
    )


def test_weak_chlorine_is_asked_back_and_none_is_not_taken(enter, alert):
    client, url = enter("doctor"), reverse("health:terminal_new")
    said = typed(school_class=alert.school_class_id, objects_treated=["toys"], agent="chlorine",
                 minutes="30")  # fmt: skip

    none = client.post(url, said)
    weak = client.post(url, said | {"concentration": "250"})
    client.post(url, said | {"concentration": "250", "odd_is_right": "on"})

    assert "with its strength" in none.text
    assert "At least 500" in weak.text
    assert TerminalDisinfection.objects.get().concentration == 250


def test_the_doctor_sees_who_is_ill_and_the_director_only_how_many(enter, alert):
    name = alert.disease.cases.first().child.name

    doctor, director = (
        enter(role).get(alert.get_absolute_url()).text for role in ("doctor", "director")
    )

    assert name in doctor
    assert name not in director
    assert "Junior 1 2" in director


def test_the_page_shows_which_duties_are_proved(enter, alert):
    client = enter("doctor")
    before = client.get(alert.get_absolute_url()).context["proved"]

    client.post(reverse("health:report_new"), report_of(alert))

    assert client.get(alert.get_absolute_url()).context["proved"] > before


def test_an_alert_is_closed_by_hand_with_a_reason(enter, alert):
    client = enter("director")

    client.post(reverse("health:alert_close", args=[alert.pk]), {"reason": "Not confirmed"})

    alert.refresh_from_db()
    assert (alert.closing, alert.closed_by) == ("Not confirmed", client.person)


def test_an_alert_at_another_campus_is_not_there(enter, alert, db):
    from tests.factories import make_campus

    response = enter("director", at=make_campus()).get(alert.get_absolute_url())

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["alert_list", "incidence", "report_new", "threshold_list",
                                  "threshold_new", "disease_list"])  # fmt: skip
def test_the_pages_of_the_director_open(enter, alert, name):
    page = enter("director").get(reverse(f"health:{name}"))

    assert page.status_code == 200
    assert alert.disease.cases.first().child.name not in page.text


def test_a_threshold_is_edited_by_whoever_directs_the_whole_school(enter):
    rule = Threshold.objects.get(disease__code="hfmd", level="cluster", scope="class")
    client = enter("director", at=None)
    url = reverse("health:threshold_edit", args=[rule.pk])
    page = client.get(url).context
    form = page["form"]
    said = {name: form[name].value() or "" for name in form.fields if name != "is_active"}
    said["version"] = page["version"]

    client.post(url, said | {"case_count": "3", "is_active": "on", "symptoms": []})
    refused = client.post(url, said | {"case_count": "1", "is_active": "on", "symptoms": []})

    rule.refresh_from_db()
    assert rule.case_count == 3
    assert "begins with two children" in refused.text


def test_the_thresholds_are_tried_out_on_invented_outbreaks(enter, monkeypatch):
    from health.views import thresholds

    monkeypatch.setattr(thresholds, "TIMES", 2)
    monkeypatch.setattr(thresholds, "DAYS", 5)

    page = enter("director").get(reverse("health:threshold_replay"))

    assert len(page.context["rows"]) == 7
