"""Whatever is done to the journal with plain SQL, `motcua journal verify` finds it, names it and exits with 1."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connection

from motcua.journal import rules
from motcua.journal.models import Entry
from motcua.site.command import main

from .events import ONE, SERIES, THREE, TWO, moved, write_journal

pytestmark = pytest.mark.django_db
TEXTS = [name for name in (*rules.COLUMNS, "digest") if name not in ("id", "epoch", "transaction_id", "number")]
NUMBERS = ["id", "epoch", "transaction_id", "number"]
PLACES = {"first": 0, "middle": 0.5, "last": -1}


@pytest.fixture(autouse=True)
def _journal(db):
    write_journal()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount != 0, "the attack changed nothing"


def verify():
    outcome = CliRunner().invoke(main, ["journal", "verify", "--alone"])
    assert not outcome.exception or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.exit_code, [line.removeprefix("SAI  ") for line in outcome.stderr.splitlines()]


def assert_named(*places):
    status, lines = verify()
    assert status == 1
    for place in places:
        assert any(line.startswith(place) for line in lines), (place, lines)


def entry(number=2, subject=ONE):
    return Entry.objects.get(subject=subject, number=number)


def resealed(row):
    row.digest = rules.digest(getattr(row, name) for name in rules.COLUMNS)
    return row


def test_an_untouched_journal_passes_and_says_how_many_entries_it_has():
    outcome = CliRunner().invoke(main, ["journal", "verify", "--alone"])
    assert outcome.exit_code == 0
    assert "toàn vẹn: 9 mục ghi" in outcome.output


@pytest.mark.parametrize("number", [1, 2, 4])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("column", TEXTS)
def test_a_single_changed_byte_is_found(column, place, number):
    value = getattr(entry(number), column)
    at = int(len(value) * PLACES[place]) if PLACES[place] >= 0 else len(value) - 1
    changed = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", changed, entry(number).id)
    assert_named(changed if column == "subject" else f"{ONE} #{number}")
    if column == "subject":
        assert_named(f"{ONE} #{number}")


@pytest.mark.parametrize("changed", ["{} ", " {}", "{}\n", "{}\u200b", "{}\x01"])
@pytest.mark.parametrize("column", TEXTS)
def test_an_added_space_is_found(column, changed):
    value = getattr(entry(), column)
    sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", changed.format(value), entry().id)
    assert_named(f"{ONE} #2")


@pytest.mark.parametrize("by", [1, -1, 2_000])
@pytest.mark.parametrize("column", NUMBERS)
def test_a_changed_number_is_found(column, by):
    if column in ("id", "number"):
        by *= 1_000  # not onto another one's
    sql(f"UPDATE journal_entry SET {column} = {column} + %s WHERE id = %s", by, entry(4).id)
    assert_named(ONE)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps the type of a column")
@pytest.mark.parametrize("kind", ["CAST({} AS BLOB)", "CAST(X'ff' || {} AS TEXT)", "{} || char(0)"])
@pytest.mark.parametrize("column", [*TEXTS, "epoch", "transaction_id", "number"])
def test_a_value_of_another_type_or_no_text_at_all_is_found(column, kind):
    sql(f"UPDATE journal_entry SET {column} = {kind.format(column)} WHERE id = %s", entry().id)
    assert_named(f"{ONE} #2" if column != "number" else ONE)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot drop NOT NULL")
@pytest.mark.parametrize("column", [*TEXTS, "epoch", "transaction_id", "number"])
def test_a_value_taken_away_is_found(column):
    sql(f"ALTER TABLE journal_entry ALTER {column} DROP NOT NULL")
    sql(f"UPDATE journal_entry SET {column} = NULL WHERE id = %s", entry().id)
    assert_named(f"{ONE} #2" if column != "number" else ONE)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_entry_is_named(number):
    sql("DELETE FROM journal_entry WHERE id = %s", entry(number).id)
    assert_named(f"{ONE} #{number}: mục ghi bị mất")


@pytest.mark.parametrize("column", ["number", "id", "transaction_id", "subject", "body", "previous", "digest", "at"])
@pytest.mark.parametrize("other", [(ONE, 3), (TWO, 2)])
def test_two_swapped_values_are_named(column, other):
    one, two = entry(2), entry(other[1], other[0])
    first, second = getattr(one, column), getattr(two, column)
    if first == second:
        pytest.skip("the two are equal: nothing to swap")
    aside = -9 if isinstance(first, int) else "aside"
    sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", aside, one.id)
    one_id, two_id = (aside, two.id) if column == "id" else (one.id, two.id)
    sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", first, two_id)
    sql(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", second, one_id)
    assert_named(f"{ONE} #2" if column != "subject" or other[0] == ONE else TWO)


@pytest.mark.parametrize("seal", [False, True])
@pytest.mark.parametrize("number", [2, 5])
def test_an_inserted_entry_is_named_even_with_a_good_digest(number, seal):
    if number == 2:
        for later in (4, 3, 2):
            sql("UPDATE journal_entry SET number = %s WHERE subject = %s AND number = %s", later + 1, ONE, later)
    forged = entry(1)
    forged.id, forged.number, forged.previous, forged.kind = 5_000, number, entry(number - 1).digest, "forged"
    Entry.objects.bulk_create([resealed(forged) if seal else forged])
    assert_named(f"{ONE} #{number + 1}" if number == 2 else f"{ONE} #5")


def test_a_doubled_entry_is_named_when_the_constraint_was_dropped_too():
    with connection.schema_editor() if connection.vendor == "postgresql" else connection.cursor() as editor:
        constraint = Entry._meta.constraints[0]
        if connection.vendor == "sqlite":
            pytest.skip("SQLite rebuilds the table to drop a constraint; the file is attacked in test_real_databases")
        editor.remove_constraint(Entry, constraint)
    double = entry(2)
    double.id = 5_000
    Entry.objects.bulk_create([resealed(double)])
    assert_named(f"{ONE} #2: mục ghi bị chèn thêm")


@pytest.mark.parametrize("subject", [ONE, TWO, THREE])
@pytest.mark.parametrize("counter", ["kept", "raised", "removed"])
def test_a_dossier_removed_altogether_is_named(subject, counter):
    sql("DELETE FROM journal_entry WHERE subject = %s", subject)
    sql("DELETE FROM journal_subject WHERE name = %s", subject)
    if counter == "raised":
        sql("UPDATE journal_series SET last = 2000000000")
    if counter == "removed":
        sql("DELETE FROM journal_series")
    status, lines = verify()
    assert status == 1
    assert any(line.startswith(subject if counter != "removed" else SERIES) for line in lines) or counter == "raised"
    assert len(lines) < 30


def test_the_newest_dossier_removed_with_its_number_is_found_by_the_hole_in_the_ids():
    if connection.vendor == "postgresql":
        pytest.skip("ids have holes on PostgreSQL; the published roots tell (test_published_roots)")
    sql("DELETE FROM journal_entry WHERE subject = %s", THREE)
    sql("DELETE FROM journal_subject WHERE name = %s", THREE)
    sql("UPDATE journal_series SET last = 2")
    assert_named("journal: mất mục ghi mang mã từ 4 đến 4")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("count = count + 1", f"{ONE} #5: mục ghi bị mất"),
        ("count = count - 1", f"{ONE} #4: mục ghi bị chèn thêm"),
        ("count = 2000000000", f"{ONE} #5: mục ghi bị mất, từ #5"),
        ("head = '0'", f"{ONE} #4: đầu chuỗi"),
        ("head = head || ' '", f"{ONE} #4: đầu chuỗi"),
        ("name = name || ' '", f"{ONE}: có mục ghi nhưng không có đối tượng"),
        ("series = NULL", f"{ONE} #1: số trong dãy"),
        ("series = series || ' '", f"{ONE} #1: số trong dãy"),
        ("series_number = 9", f"{ONE} #1: số trong dãy"),
        ("series_number = NULL", f"{ONE} #1: số trong dãy"),
        ("series = NULL, series_number = NULL", f"{ONE}: mất toàn bộ: dãy số bị hở"),
    ],
)
def test_an_altered_subject_is_named(change, place):
    sql(f"UPDATE journal_subject SET {change} WHERE name = %s", ONE)
    assert_named(place)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps the type of a column")
@pytest.mark.parametrize("column", ["count", "head", "series", "series_number"])
def test_a_subject_with_bytes_in_a_column_is_named(column):
    sql(f"UPDATE journal_subject SET {column} = CAST({column} AS BLOB) WHERE name = %s", ONE)
    assert_named(ONE)


def test_a_removed_subject_is_named():
    sql("DELETE FROM journal_subject WHERE name = %s", ONE)
    assert_named(f"{ONE}: có mục ghi nhưng không có đối tượng", f"{ONE}: mất toàn bộ: dãy số bị hở")


def test_two_swapped_numbers_of_a_series_are_named():
    sql("UPDATE journal_subject SET series_number = 9 WHERE name = %s", ONE)
    sql("UPDATE journal_subject SET series_number = 1 WHERE name = %s", TWO)
    sql("UPDATE journal_subject SET series_number = 2 WHERE name = %s", ONE)
    assert_named(f"{ONE} #1", f"{TWO} #1")


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE journal_series SET last = last + 1", f"dossier/{SERIES}-0004"),
        ("UPDATE journal_series SET last = last - 1", f"{THREE}: nằm ngoài dãy"),
        ("UPDATE journal_series SET last = 2000000000", f"dossier/{SERIES}: mất toàn bộ hồ sơ từ số 0004"),
        ("UPDATE journal_series SET name = name || ' '", f"{SERIES}: mất dãy số"),
        ("DELETE FROM journal_series", f"{SERIES}: mất dãy số"),
        ("INSERT INTO journal_series (name, last) VALUES ('H27.98-261120', 2)", "dossier/H27.98-261120-0001"),
    ],
)
def test_an_altered_series_is_named(statement, place):
    sql(statement)
    assert_named(place)


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE journal_epoch SET started_at = started_at || ' '", "journal/epochs 1: kỳ ghi bị sửa"),
        ("UPDATE journal_epoch SET reason = 'restored'", "journal/epochs 1: kỳ ghi bị sửa"),
        ("UPDATE journal_epoch SET number = 2", "journal/epochs 1: kỳ ghi bị mất"),
        ("DELETE FROM journal_epoch", "journal/epochs 1: kỳ ghi bị mất"),
        ("INSERT INTO journal_epoch (number, started_at, reason) VALUES (7, '', '')", "journal/epochs 7"),
    ],
)
def test_an_altered_epoch_is_named(statement, place):
    sql(statement)
    assert_named(place)


def test_a_whole_invented_dossier_is_named_when_it_takes_a_number():
    from motcua.journal import actions

    actions.append(moved(TWO, "accepted", 2, 3))
    assert verify()[0] == 0
    forged = entry(1, THREE)
    forged.id, forged.subject = 5_000, f"dossier/{SERIES}-0004"
    Entry.objects.bulk_create([resealed(forged)])
    sql(
        "INSERT INTO journal_subject (name, count, head, series, series_number) VALUES (%s, 1, %s, %s, 4)",
        forged.subject, forged.digest, SERIES,
    )  # fmt: skip
    assert_named(f"{forged.subject} #1: số trong dãy", f"{forged.subject}: nằm ngoài dãy")
