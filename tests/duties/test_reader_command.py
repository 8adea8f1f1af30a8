"""`manage.py read_plan`, which other people rely on."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

PLAN = "后勤计划(篇1)\n九月份：\n1、每天巡查。\nx月份：\n1、盘点"
ROOT = Path(__file__).parents[2]


def answer(path, *options):
    out = StringIO()
    call_command("read_plan", path, *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="gb18030")
    return path


def test_read_plan_prints_json_that_keeps_chinese_as_it_is(plan):
    printed = answer(plan, "--term-start", "2026-09-01", "--json")

    found = json.loads(printed)
    assert "每天巡查。" in printed
    assert [section["month"] for section in found["sections"]] == [9, None]
    assert found["duties"] == [{"text": "每天巡查。", "line": 3, "rhythm": "daily", "role": None}]
    assert found["unplaced"] == []


def test_read_plan_prints_a_summary_with_the_year_of_the_month(plan):
    printed = answer(plan, "--term-start", "2026-09-01")

    assert "九月份： · 2026-09" in printed
    assert "x月份： · month unknown" in printed
    assert "daily" in printed


@pytest.mark.parametrize(("month", "year"), [(8, 2026), (9, 2026), (1, 2027), (7, 2027)])
def test_a_month_counts_on_from_the_term(tmp_path, month, year):
    path = tmp_path / "plan.txt"
    path.write_text(f"{month}月份\n1、盘点", encoding="utf-8")

    assert f"{year}-{month:02}" in answer(path, "--term-start", "2026-09-01")


def test_read_plan_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be opened"):
        answer(tmp_path / "none.txt")


def test_read_plan_refuses_a_bad_file_in_a_sentence(tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(b"no")

    with pytest.raises(CommandError, match="no Word file"):
        answer(path)


def test_read_plan_ends_with_a_sentence_and_no_traceback(tmp_path):
    command = [sys.executable, "manage.py", "read_plan", str(tmp_path / "none.txt"), "--json"]
    environment = {**os.environ, "DEBUG": "1", "PYTHONIOENCODING": "ascii"}

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert ended.returncode == 1
    assert ended.stdout == b""
    assert b"Traceback" not in ended.stderr
    assert ended.stderr


def test_read_plan_writes_utf_8_whatever_the_console_says(plan):
    command = [sys.executable, "manage.py", "read_plan", str(plan), "--json"]
    environment = {**os.environ, "DEBUG": "1", "PYTHONIOENCODING": "ascii"}

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)

    assert "每天巡查。" in ended.stdout.decode("utf-8")
