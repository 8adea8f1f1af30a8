"""The term summary: every number equals the page behind it, and the document says the same."""

import io
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from logistics.contributions import Asked, chapters
from logistics.documents import Listing, Number, Table, Text, chinese
from logistics.duties.models import Plan, Task
from logistics.duties.views.summaries import parts_of
from logistics.school.models import Campus, Term
from tests.duties.factories import (
    make_class,
    make_duty,
    make_line,
    make_person,
    make_term,
    owe,
    write_note,
)

DAY = timedelta(days=1)


@pytest.fixture
def term(campus):
    """One that is well under way today, and the one before it."""
    today = timezone.localdate()
    earlier = {"school_year": today.year - 1, "half": 2}
    last = spread(today - 170 * DAY, **earlier)
    owe(make_duty(title="去年的检查", starts_on=last.starts_on), last)
    return spread(today - 30 * DAY, school_year=today.year, half=1)


def spread(first, **given):
    return make_term(
        starts_on=first,
        first_teaching_day=first,
        last_teaching_day=first + 90 * DAY,
        ends_on=first + 95 * DAY,
        **given,
    )


@pytest.fixture
def work(term):
    """A month of a daily duty: in time, late with a reason, excused, missing; and a plan."""
    carer, director = make_person(), make_person("director")
    make_class(school_year=term.school_year)
    tasks = owe(make_duty(on_closed="keep"), term)
    past = [task for task in tasks if task.closes_at < timezone.now()]
    for task in past[:5]:
        write_note(task, local(task), by=carer)
    for task in past[5:8]:
        late = f"{timezone.localdate(task.due_at) + 3 * DAY} 09:00"
        write_note(task, local(task), entered=late, by=carer, reason="停电")
    Task.objects.filter(pk=past[9].pk).update(
        excused_at=timezone.now(), excused_by=director, excuse="停水"
    )
    plan = Plan.objects.create(title="后勤计划", owner=director, term=term, summary="基本完成")
    make_line(term, plan=plan, month=term.starts_on.month, campus=Campus.objects.get())
    return past


def local(task):
    return f"{timezone.localtime(task.opens_at) + timedelta(minutes=5):%Y-%m-%d %H:%M}"


def numbers_of(parts):
    for part in parts:
        for block in part.blocks:
            if isinstance(block, Table):
                yield from (value for row in block.rows for value in row)
            elif isinstance(block, Listing):
                yield from block.items
            elif isinstance(block, Text):
                yield from block.parts


def asked(person, term, campus=None):
    now = timezone.now().replace(second=0, microsecond=0)
    before = Term.objects.exclude(pk=term.pk).first()
    return Asked(person=person, term=term, before=before, campus=campus, now=now)


def test_the_numbers_are_those_of_the_work(enter, term, work):
    question = asked(enter("director").person, term)
    still = {"due_at__lt": question.now, "closes_at__gte": question.now}
    may_be_made_up = Task.objects.filter(term=term, proved_at=None, excused_at=None, **still)

    parts = parts_of(question)

    planned = next(part for part in parts if "planned" in part.title)
    overview = next(block for block in planned.blocks if isinstance(block, Table))
    _name, _planned, due, proved, late, _open, missed, excused, _share = overview.rows[0]
    assert (proved.value, late.value, excused.value) == (5, 3, 1)
    settled = missed.value + proved.value + late.value + excused.value
    assert due.value - settled == may_be_made_up.count()


def test_why_records_were_late_stands_in_it(enter, term, work):
    page = enter("principal").get(reverse("duties:summary")).text

    assert "停电" in page
    assert "停水 × 1" in page


def test_the_term_before_stands_beside_it(enter, term, work):
    page = enter("director").get(reverse("duties:summary")).text

    assert str(Term.objects.order_by("starts_on").first()) in page


def test_the_document_opens_and_has_the_numbers_of_the_page(enter, term, work):
    director = enter("director")

    answer = director.get(reverse("duties:summary_document"))
    document = Document(io.BytesIO(answer.content))

    page = director.get(reverse("duties:summary")).context["parts"]
    shown = [
        [str(value) for value in row]
        for part in page
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]
    written = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows[1:]]
    assert written == shown


def test_a_number_of_the_document_leads_to_its_page(enter, term, work):
    answer = enter("director").get(reverse("duties:summary_document"))

    document = Document(io.BytesIO(answer.content))

    targets = [r.target_ref for r in document.part.rels.values() if "hyperlink" in r.reltype]
    assert all(re.match(r"http://testserver/", target) for target in targets)
    assert any("state=missed" in target for target in targets)


def test_what_people_typed_cannot_break_the_document(enter, term, work):
    Plan.objects.update(title="计划\x0b<b>&", summary="=cmd|' /C calc'!A0\x1f")

    answer = enter("director").get(reverse("duties:summary_document"))

    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "=cmd|' /C calc'!A0" in text


def test_the_director_of_one_campus_reads_of_that_campus(enter, term, work):
    east = Campus.objects.create(name="East campus")
    director = enter("director", at=east)

    parts = parts_of(asked(director.person, term))

    values = [v.value for v in numbers_of(parts) if isinstance(v, Number)]
    assert all(value == 0 for value in values if isinstance(value, int))


def test_before_the_first_term_the_page_says_what_to_do(enter, campus):
    page = enter("director").get(reverse("duties:summary")).text

    assert "There is no term yet" in page


def test_every_chapter_is_written_without_any_record(enter, campus):
    term = make_term(first_teaching_day=date(2026, 9, 1))

    parts = parts_of(asked(enter("director").person, term))

    assert len(parts) == len(chapters())
    assert all(part.blocks for part in parts)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二")]
)
def test_chapters_are_counted_as_in_chinese_documents(number, words):
    assert chinese(number) == words
