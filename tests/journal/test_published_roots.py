"""The one-file verifier needs only an export and the published roots, and believes nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from motcua.core import clock
from motcua.journal import rules
from motcua.journal.models import Entry, Subject
from motcua.site.command import main

from .events import NOW, ONE, SERIES, THREE, TWO, moved, write_journal

pytestmark = pytest.mark.django_db
TOOL = Path(__file__).resolve().parents[2] / "tools" / "verify_journal.py"
PAST = NOW - timedelta(days=400)


def run(*arguments):
    outcome = CliRunner().invoke(main, ["journal", *arguments])
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def check(folder, export, *options):
    path = folder / "export.jsonl"
    path.write_text(export, encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-I", TOOL, path, *options], capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert "Traceback" not in outcome.stderr
    return outcome.returncode, outcome.stdout


@pytest.fixture
def published(tmp_path):
    write_journal(PAST)
    path = tmp_path / "roots.txt"
    path.write_text("# gốc của tỉnh\n" + run("roots"), encoding="utf-8")
    assert len(path.read_text().splitlines()) == 3
    return path


def test_a_whole_export_agrees_with_itself_and_with_the_roots(published, tmp_path):
    status, said = check(tmp_path, run("export"), "--roots", str(published))
    assert (status, said) == (0, "Toàn vẹn: 9 mục ghi, 2 ngày.\n")


def rebuild(change):
    """Play the owner of the database: change what was, then renew every digest, chain and head. Plain SQL."""
    change()
    heads = {}
    for entry in Entry.objects.order_by("subject", "number"):
        count, head = heads.get(entry.subject, (0, rules.GENESIS))
        entry.number, entry.previous = count + 1, head
        entry.digest = rules.digest(getattr(entry, name) for name in rules.COLUMNS)
        heads[entry.subject] = (entry.number, entry.digest)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE journal_entry SET number = %s, previous = %s, digest = %s WHERE id = %s",
                [entry.number, entry.previous, entry.digest, entry.id],
            )
    for name, (count, head) in heads.items():
        Subject.objects.filter(name=name).update(count=count, head=head)


def from_direct_to_online():
    for entry in Entry.objects.filter(subject=TWO):
        body = entry.body.replace('"help":"self"', '"help":"helped"')
        assert body != entry.body
        Entry.objects.filter(id=entry.id).update(body=body)


def a_dossier_less():
    Entry.objects.filter(subject=THREE).delete()
    Subject.objects.filter(name=THREE).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_series SET last = 2")
        # In two steps: in which order one statement takes the rows, and so whether ids meet, is the database's choice.
        cursor.execute("UPDATE journal_entry SET id = -id WHERE id > 4")
        cursor.execute("UPDATE journal_entry SET id = -id - 1 WHERE id < 0")


def the_newest_entry_less():
    Entry.objects.filter(subject=ONE, number=4).delete()


@pytest.mark.parametrize("change", [from_direct_to_online, a_dossier_less, the_newest_entry_less])
def test_a_wholesale_rebuild_is_found_by_the_roots_of_yesterday_alone(published, tmp_path, change):
    rebuild(change)
    assert CliRunner().invoke(main, ["journal", "verify", "--alone"]).exit_code == 0, "rebuilt well enough to deceive"
    day = "2025-10-17" if change is the_newest_entry_less else "2025-10-16"
    export = run("export")
    assert check(tmp_path, export)[0] == 0
    status, said = check(tmp_path, export, "--roots", str(published))
    assert status == 1
    assert day in said
    outcome = CliRunner().invoke(main, ["journal", "verify", "--alone", "--roots", str(published)])
    assert outcome.exit_code == 1
    assert day in outcome.stderr


def lines_of(export):
    return [json.loads(line) for line in export.splitlines()]


@pytest.mark.parametrize("name", [*rules.COLUMNS, "digest", *rules.FACTS])
def test_a_changed_field_of_an_export_is_named(published, tmp_path, name):
    entries = lines_of(run("export"))
    changed = next(entry for entry in entries if entry["subject"] == ONE and entry["number"] == 2)
    value = changed[name]
    changed[name] = not value if isinstance(value, bool) else value + 9 if isinstance(value, int) else value + " "
    status, said = check(tmp_path, "\n".join(json.dumps(entry) for entry in entries))
    assert status == 1
    assert f"SAI  {ONE}" in said


@pytest.mark.parametrize(
    ("subject", "number", "named"),
    [(ONE, 1, f"{ONE} #1"), (ONE, 3, f"{ONE} #3"), (TWO, None, f"{TWO}: mất toàn bộ")],
)
def test_a_line_missing_from_an_export_is_named(published, tmp_path, subject, number, named):
    kept = [e for e in lines_of(run("export")) if e["subject"] != subject or number not in (None, e["number"])]
    status, said = check(tmp_path, "\n".join(json.dumps(entry) for entry in kept))
    assert status == 1
    assert named in said


def test_the_newest_entry_missing_from_an_export_shows_in_the_root_of_its_day(published, tmp_path):
    kept = [e for e in lines_of(run("export")) if (e["subject"], e["number"]) != (ONE, 4)]
    status, said = check(tmp_path, "\n".join(json.dumps(entry) for entry in kept), "--roots", str(published))
    assert (status, "2025-10-17" in said) == (1, True)


def test_the_export_of_some_days_can_be_checked_as_a_part(published, tmp_path):
    part = run("export", "--from", "2025-10-17")
    assert len(part.splitlines()) == 1
    assert check(tmp_path, part, "--part")[0] == 0
    assert check(tmp_path, part)[0] == 1


def test_a_file_that_is_no_export_is_refused(tmp_path):
    assert check(tmp_path, "{broken")[0] == 2
    assert check(tmp_path, '{"id": 1}')[0] == 1


def test_a_damaged_entry_is_still_exported_and_then_named(published, tmp_path):
    value = "CAST(X'fffe' AS TEXT)" if connection.vendor == "sqlite" else "'{broken'"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_entry SET body = {value} WHERE subject = %s", [TWO])
    status, said = check(tmp_path, run("export"))
    assert status == 1
    assert f"{TWO} #1: nội dung khác với khi ghi" in said


def test_a_day_has_no_final_root_until_one_in_the_following_night():
    night = clock.at(NOW.date(), clock.time(0, 59))
    assert rules.last_closed_day(night) == "2026-11-18"
    assert rules.last_closed_day(night + timedelta(minutes=1)) == "2026-11-19"


def test_today_is_left_out_of_the_roots_or_marked_provisional():
    write_journal(clock.now())
    assert run("roots") == ""
    assert all(line.endswith(" provisional") for line in run("roots", "--provisional").splitlines())


def test_roots_and_export_take_days_and_refuse_other_words(published):
    assert len(run("roots", "--from", "2025-10-16", "--to", "2025-10-16").splitlines()) == 1
    outcome = CliRunner().invoke(main, ["journal", "export", "--from", "hôm qua"])
    assert outcome.exit_code == 2
    assert "không phải ngày" in outcome.stderr


def test_the_document_describes_every_field_of_the_export_and_no_other(published):
    document = (TOOL.parents[1] / "docs" / "journal.md").read_text(encoding="utf-8")
    table = [line.split("|")[1].strip(" `") for line in document.splitlines() if line.startswith("| `")]
    assert set(table) == set(lines_of(run("export"))[0])
    assert len(table) == len(set(table))


def test_an_entry_may_not_open_a_subject_twice():
    from motcua.journal import actions

    write_journal()
    with pytest.raises(ValueError, match=SERIES):
        actions.append(rules.Event(ONE, "submitted", NOW, "account:1", opens=True))
    assert actions.append(moved(ONE, "late", 10, 10)).number == 5
