"""Rules and papers: issued, revised, read and confirmed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from logistics.duties import filing
from logistics.duties.models import Duty
from logistics.duties.models.tasks import State
from logistics.errors import Refused
from logistics.notices.inbox import standing
from logistics.papers import issuing, reading
from logistics.papers.models import Paper, PaperConfirmation, PaperVersion
from logistics.records.models import Version
from tests.duties.factories import make_term, owe
from tests.factories import make_campus, make_person
from tests.papers.factories import MONDAY, NOW, make_paper, next_version


@pytest.fixture
def director(enter):
    return enter("director").person


def test_issuing_a_rule_proves_the_duty_that_asks_for_it_and_no_other(campus, director):
    wanted, other = (
        Duty.objects.create(
            title=f"Revise {about}", trade="logistics", role="director", scope="school",
            rhythm="termly", proof="rule_document", about=about,
        )
        for about in ("rules:logistics", "rules:guards")
    )  # fmt: skip
    term = make_term()
    [task], [unproved] = owe(wanted, term), owe(other, term)

    make_paper(director, matter="rules:logistics")

    task.refresh_from_db()
    unproved.refresh_from_db()
    assert [task.state_now(NOW), unproved.proved_at] == [State.PROVED, None]


def test_a_revision_keeps_the_version_before_readable(enter, director):
    first = make_paper(director)

    second = next_version(first, director)

    client = enter("cook")
    now, then = (
        client.get(url).text for url in (first.paper.get_absolute_url(), first.get_absolute_url())
    )
    assert list(PaperVersion.objects.current()) == [second]
    assert "locked at five" in now
    assert "locked at six" in then
    assert "Earlier in winter" in now


def test_a_revision_of_what_somebody_else_has_revised_is_refused(director):
    first = make_paper(director)
    next_version(first, director)

    with pytest.raises(Refused, match="new version meanwhile"):
        next_version(first, director, text="Doors are open.")

    assert first.paper.versions.count() == 2


def test_the_version_before_is_in_force_again_when_the_last_is_voided(director):
    first = make_paper(director)
    second = next_version(first, director)

    filing.void(second.entry, by=director, now=NOW, reason="Issued by mistake")

    assert list(PaperVersion.objects.current()) == [first]


def test_what_a_version_said_is_sealed_with_its_files_hashes(director):
    version = make_paper(director)

    said = Version.objects.get(entry=version.entry).said

    assert (said["text"], said["lines"]) == ("Doors are locked at six.", [])


def test_a_paper_says_something(director):
    with pytest.raises(Refused, match="Write the text, or add a file"):
        make_paper(director, text="")

    assert Paper.objects.count() == 0


def test_a_new_version_says_why(director):
    version = make_paper(director)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersion.objects.filter(pk=version.pk).update(number=2)


def test_a_withdrawn_paper_is_revised_no_more_and_stays_readable(enter, director):
    version = make_paper(director)
    issuing.withdraw(version.paper, on=MONDAY, why="Replaced by the city's rule")

    with pytest.raises(Refused, match="is withdrawn"):
        next_version(version, director)

    page = enter("cook").get(version.paper.get_absolute_url()).text
    assert "Replaced by the city" in page
    assert "locked at six" in page


# Who may read.


def titles(client):
    page = client.get(reverse("papers:paper_list"))
    return [paper.title for paper in page.context["page"]]


def test_each_reads_what_is_for_everybody_for_their_role_or_in_their_keeping(enter, director):
    make_paper(director, title="All")
    make_paper(director, title="Cooks", audience="roles", roles=["cook"])
    make_paper(director, title="Office", audience="office")

    seen = {role: titles(enter(role)) for role in ("cook", "guard", "principal")}

    assert seen == {
        "cook": ["All", "Cooks"],
        "guard": ["All"],
        "principal": ["All", "Cooks", "Office"],
    }


def test_a_paper_of_another_campus_is_not_there(enter, director):
    other = make_campus()
    theirs = make_paper(director, campus=other)
    client = enter("principal")

    answer = client.get(theirs.paper.get_absolute_url())

    assert answer.status_code == 404
    assert titles(client) == []


def test_the_register_does_not_name_what_its_reader_may_not_read(enter, director):
    make_paper(director, title="All")
    make_paper(director, title="Locked away", audience="office")

    page = (
        enter("accountant")
        .get(reverse("duties:register", args=["papers"]), {"period": "ever"})
        .text
    )

    assert "All" in page
    assert "Locked away" not in page


# Confirmations.


@pytest.fixture
def today():
    return timezone.localdate(NOW)


def test_whoever_must_read_finds_it_in_the_inbox_until_it_is_confirmed(enter, director):
    cook = enter("cook").person
    version = make_paper(director, roles=["cook"])
    before = standing(cook, NOW).waiting["papers"].count

    issuing.confirm(version, by=cook, now=NOW)

    assert (before, list(reading.waiting(cook, NOW))) == (1, [])


def test_whoever_has_the_post_for_a_year_only_is_asked_too(enter, director):
    cook = enter("cook").person
    cook.posts.update(ends_on=date(2027, 7, 31))
    make_paper(director, roles=["cook"])

    assert standing(cook, NOW).waiting["papers"].count == 1


def test_a_new_version_asks_for_a_new_confirmation(enter, director):
    cook = enter("cook").person
    first = make_paper(director, roles=["cook"])
    issuing.confirm(first, by=cook, now=NOW)

    second = next_version(first, director)

    assert list(reading.waiting(cook, NOW)) == [second]
    with pytest.raises(Refused, match="newer version"):
        issuing.confirm(first, by=cook, now=NOW)


def test_the_keeper_sees_who_has_and_who_has_not_confirmed(enter, director, today):
    done, owing = enter("cook").person, enter("cook").person
    elsewhere = make_person(role="cook", campus=make_campus())
    version = make_paper(director, roles=["cook"], campus=done.posts.get().campus)
    issuing.confirm(version, by=done, now=NOW)

    rows = reading.asked_of(version, today)

    assert [(row.person, row.confirmed_at) for row in rows] == [(owing, None), (done, NOW)]
    assert elsewhere not in [row.person for row in rows]


def test_a_confirmation_counts_once(enter, director):
    client = enter("cook")
    version = make_paper(director, roles=["cook"])
    url = reverse("papers:paper_confirm", args=[version.paper.pk])

    answers = [client.post(url, {"version": "1"}).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert PaperConfirmation.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_queries_for_three_papers_as_for_one(
    enter, director, rows, django_assert_max_num_queries
):
    client = enter("cook")
    for number in range(rows):
        make_paper(director, title=f"Rule {number}", roles=["cook", "guard"])

    with django_assert_max_num_queries(14):
        found = titles(client)

    assert len(found) == rows


# The forms.


def test_a_paper_is_issued_by_its_form(enter, campus):
    client = enter("director")
    now = timezone.localtime()

    answer = client.post(
        reverse("papers:paper_new"),
        {
            "title": "Fire plan", "kind": "plan", "trade": "safety", "campus": campus.pk,
            "audience": "everybody", "roles": ["guard"], "text": "Ring the bell.",
            "valid_from": f"{now:%Y-%m-%d}", "happened_at": f"{now:%Y-%m-%d %H:%M}",
            "closed_day_is_right": "on",
        },
    )  # fmt: skip

    paper = Paper.objects.get()
    assert answer.status_code == 302
    assert (paper.title, paper.roles_asked) == ("Fire plan", ["guard"])
    assert paper.versions.get().text == "Ring the bell."


def test_a_form_without_text_and_file_is_shown_again(enter, campus):
    client = enter("director")

    page = client.post(
        reverse("papers:paper_new"),
        {"title": "Empty", "kind": "rule", "trade": "safety", "valid_from": "2026-09-07"},
    )

    assert (
        "Write the text, or add a file." in str(page.context["form"].errors)
        or Paper.objects.count() == 0
    )
    assert page.status_code == 200


def test_what_is_over_is_not_asked_to_be_read(enter, director):
    cook = enter("cook").person
    version = make_paper(director, roles=["cook"])
    PaperVersion.objects.filter(pk=version.pk).update(
        valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30)
    )

    assert list(reading.waiting(cook, NOW)) == []
