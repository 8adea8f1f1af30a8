"""File packs: read off the registers, filed with their figures, laid before inspectors."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from logistics.contributions import registers
from logistics.duties import filing
from logistics.duties.completeness import Grid
from logistics.duties.models import Duty, WorkNote
from logistics.duties.models.tasks import State
from logistics.errors import Refused
from logistics.papers import packing, sharing
from logistics.papers.models import PackFiling
from logistics.records.models import Entry
from logistics.school.models import Reading
from logistics.sheets import read_sheets
from tests.duties.factories import make_duty, make_term, owe, write_note
from tests.factories import make_campus
from tests.papers.factories import NOW, make_pack, make_paper

LATER = NOW + timedelta(days=10)


@pytest.fixture
def director(enter):
    return enter("director").person


@pytest.fixture
def worked(campus, director):
    """A month of a weekly duty: one note in time, one late, the rest missing."""
    tasks = owe(make_duty(rhythm="weekly", weekdays=[1]), make_term())
    write_note(tasks[0], "2026-09-07 10:00", by=director)
    return tasks


def volume(pack, person, code, now=LATER):
    found = packing.contents(pack, person, now=now)
    return next(each for each in found.volumes if each.code == code)


def test_the_figures_of_a_register_are_those_of_its_own_pages(enter, worked, director):
    pack = make_pack(director)

    notes = volume(pack, director, "work-notes")

    page = enter("director").get(notes.url)
    grid = Grid("work_note", date(2026, 9, 1)).read(director, "records.view_register", LATER)
    assert notes.rows == page.context["page"].paginator.count == 1
    shown = [number for number, _url in grid.total.figures]
    assert [value for _name, value, _url in notes.figures()] == shown
    assert notes.tasks.missing > 0


def test_every_register_of_the_trades_is_counted_as_its_own_page_counts(worked, director):
    pack = make_pack(director, trades=["logistics", "assets", "safety", "health"])

    found = packing.contents(pack, director, now=LATER)

    searches = packing.Searches(pack, director, LATER)
    counted = {each.code: each.rows for each in found.opened if each.rows is not None}
    shown = {code: searches.book(registers()[code]()).rows.count() for code in counted}
    assert len(counted) > 10
    assert counted == shown


def test_what_was_written_after_the_pack_was_made_stands_in_it(worked, director):
    pack = make_pack(director)
    before = volume(pack, director, "work-notes").rows

    write_note(worked[1], "2026-09-14 10:00", by=director)

    assert [before, volume(pack, director, "work-notes").rows] == [1, 2]


def test_filing_keeps_the_figures_and_proves_the_duty_of_its_occasion(worked, director):
    wanted, other = (
        Duty.objects.create(
            title=f"File {about}", trade="logistics", role="director", scope="school",
            rhythm="termly", proof="file_pack", about=about,
        )
        for about in ("pack:term", "pack:year")
    )  # fmt: skip
    term = worked[0].term
    [task], [unproved] = owe(wanted, term), owe(other, term)
    pack = make_pack(director)
    notes = volume(pack, director, "work-notes", now=LATER)

    filed = packing.file_pack(pack, by=director, now=LATER)

    line = filed.lines.get(register="work-notes")
    task.refresh_from_db()
    unproved.refresh_from_db()
    assert [task.state_now(LATER), unproved.proved_at] == [State.PROVED, None]
    assert (line.rows, line.missing) == (notes.rows, notes.tasks.missing)
    assert filed.owed == filed.proved + filed.late + filed.missing


def test_a_pack_for_health_holds_the_registers_of_health(director):
    pack = make_pack(director, occasion="pack:health", trades=["logistics"])

    with pytest.raises(Refused, match="needs the registers of “Health”"):
        packing.file_pack(pack, by=director, now=LATER)

    assert PackFiling.objects.count() == 0


def test_a_register_one_may_not_read_is_named_as_closed_without_a_figure(enter, director):
    pack = make_pack(director, trades=["health"])

    exams = volume(pack, director, "entry-exams")

    assert (exams.is_closed, exams.rows, exams.figures()) == (True, None, [])
    assert registers()["entry-exams"].permission == "health.view_child"


def test_a_pack_of_one_campus_leaves_the_other_out(enter, campus, worked, director):
    head = enter("director", at=None).person
    other = make_campus()
    entry = Entry(campus=other, happened_at=NOW)
    filing.submit(WorkNote(entry=entry, text="Swept"), by=head, now=NOW)

    here, everywhere = (
        volume(make_pack(head, campus=where), head, "work-notes").rows for where in (campus, None)
    )

    assert (here, everywhere) == (1, 2)


def test_the_page_asks_no_more_for_many_records_than_for_one(
    enter, worked, director, django_assert_max_num_queries
):
    client = enter("director")
    pack = make_pack(director, trades=["logistics", "safety"])
    for minute in range(5):
        entry = Entry(campus=pack.campus or worked[0].campus, happened_at=NOW)
        filing.submit(WorkNote(entry=entry, text=f"Swept {minute}"), by=director, now=NOW)

    with django_assert_max_num_queries(40):
        page = client.get(pack.get_absolute_url())

    assert page.context["found"].rows == 6


def test_the_volume_has_a_cover_and_an_index(enter, worked, director):
    make_paper(director, title="Rules of the doors")
    pack = make_pack(director, words="Put together for the visit.")

    page = enter("director").get(reverse("papers:pack_print", args=[pack.pk])).text

    assert "Put together for the visit." in page
    assert "Work note register" in page
    assert "Rules of the doors" in page


# To take along.


def taken(client, pack):
    answer = client.get(reverse("papers:pack_zip", args=[pack.pk]))
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_archive_holds_the_index_and_each_register_as_its_page_shows_it(
    enter, worked, director
):
    pack = make_pack(director)

    archive = taken(enter("director"), pack)

    names = archive.namelist()
    notes = next(name for name in names if "Work note register" in name)
    [(_title, rows)] = read_sheets(archive.read(notes))
    assert archive.testzip() is None
    assert "Index.docx" in names
    assert any("已完成" in str(cell) for row in rows for cell in row)


def test_no_list_of_children_is_taken_by_who_may_not_open_it(enter, director):
    pack = make_pack(director, trades=["health"], parts=["registers"])

    names = taken(enter("director"), pack).namelist()

    assert [name for name in names if "entry examinations" in name] == []
    assert Reading.objects.count() == 0


# Inspectors.


@pytest.fixture
def inspector(enter):
    return enter("inspector")


def share(pack, person, by, *, days=7):
    on = timezone.localdate()
    until = on + timedelta(days=days)
    return sharing.share(pack, person=person, until=until, by=by, now=timezone.now(), on=on)


def test_an_inspector_sees_only_what_was_laid_before_them(director, inspector):
    shown, hidden = make_pack(director, title="Shown"), make_pack(director, title="Hidden")
    share(shown, inspector.person, director)

    listed = inspector.get(reverse("papers:pack_list")).context["page"]

    opened = [inspector.get(pack.get_absolute_url()).status_code for pack in (shown, hidden)]
    assert list(listed) == [shown]
    assert opened == [200, 404]


def test_when_its_day_is_over_a_share_opens_nothing(director, inspector):
    pack = make_pack(director)
    given = share(pack, inspector.person, director)
    given.until = timezone.localdate() - timedelta(days=1)
    given.save()

    assert inspector.get(pack.get_absolute_url()).status_code == 404


def test_a_pack_is_laid_before_inspectors_alone(enter, director):
    pack = make_pack(director)

    with pytest.raises(Refused, match="no inspector"):
        share(pack, enter("cook").person, director)


def test_a_share_opens_papers_for_roles_and_none_for_keepers(director, inspector):
    for audience, roles in (("roles", ["cook"]), ("office", [])):
        make_paper(director, title=audience, audience=audience, roles=roles)
    pack = make_pack(director)
    share(pack, inspector.person, director)

    page = inspector.get(pack.get_absolute_url())

    assert [version.paper.title for version in page.context["found"].papers] == ["roles"]


def test_an_inspector_files_and_shares_nothing(director, inspector):
    pack = make_pack(director)
    share(pack, inspector.person, director)

    answers = [
        inspector.post(reverse(f"papers:{name}", args=[pack.pk])).status_code
        for name in ("pack_file", "pack_share", "pack_edit")
    ]

    assert answers == [403, 403, 403]


def test_a_pack_opened_from_a_task_is_filed_at_once_and_proves_it(enter, campus):
    client = enter("director", at=None)
    on = timezone.localdate()
    term = make_term(
        starts_on=on - timedelta(days=30), first_teaching_day=on - timedelta(days=29),
        last_teaching_day=on + timedelta(days=29), ends_on=on + timedelta(days=30),
    )  # fmt: skip
    duty = Duty.objects.create(
        title="File the term", trade="logistics", role="director", scope="school",
        rhythm="termly", proof="file_pack", about="pack:term",
    )  # fmt: skip
    [task] = owe(duty, term)
    url = f"{reverse('papers:pack_new')}?task={task.pk}"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    answer = client.post(url, sent)

    task.refresh_from_db()
    assert answer.status_code == 302
    assert task.proved_at is not None
