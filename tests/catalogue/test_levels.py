"""Service levels: dated, nearest office first, counted once at the highest."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from motcua.catalogue import actions, queries
from motcua.catalogue.models import Offering, Procedure
from motcua.catalogue.rules import ServiceLevel
from motcua.journal.models import Entry
from motcua.offices.models import Office, Place
from motcua.offices.rules import OfficeKind, PlaceLevel, Tier
from tests.catalogue.samples import a_record, lines

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FULL, PARTIAL, NONE = ServiceLevel.FULL, ServiceLevel.PARTIAL, ServiceLevel.NONE


def office(code: str, parent: Office | None = None) -> Office:
    place, _ = Place.objects.get_or_create(
        code="42", defaults={"name": "Hà Tĩnh", "full_name": "Tỉnh Hà Tĩnh", "level": PlaceLevel.PROVINCE}
    )
    row = Office.objects.create(
        code=code, name=code, short_name=code, kind=OfficeKind.COMMITTEE, place=place, parent=parent, path="",
        tier=Tier.COMMUNE if parent else Tier.PROVINCE,
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    row.save()
    return row


def publish(codes: list[str], on: date, at: datetime) -> list[Procedure]:
    actions.import_records(lines(*(a_record(code) for code in codes)), valid_from=on, by="system:test", at=at)
    return list(Procedure.objects.filter(code__in=codes).order_by("code"))


def set_level(procedure: Procedure, at_office: Office, level: ServiceLevel, day: date, at: datetime) -> None:
    actions.set_level(
        procedure=procedure, office=at_office, level=level, valid_from=day, decision="QĐ 1", by="account:1", at=at
    )


def test_the_nearest_office_above_wins(today: date, now: datetime, django_assert_num_queries: Any) -> None:
    (procedure,) = publish(["1.000001"], today, now)
    province = office("P")
    commune = office("C", province)
    set_level(procedure, province, FULL, today, now)
    path = [province.id, commune.id]
    assert queries.level(procedure.id, path, today) is FULL
    set_level(procedure, commune, NONE, today, now)
    with django_assert_num_queries(1):
        assert queries.level(procedure.id, path, today) is NONE
    assert queries.level(procedure.id, path[:1], today) is FULL
    assert queries.level(procedure.id, path, today - DAY) is None


def test_a_new_level_ends_the_former_the_day_before_and_is_told(today: date, now: datetime) -> None:
    (procedure,) = publish(["1.000001"], today, now)
    root = office("P")
    set_level(procedure, root, PARTIAL, today, now)
    set_level(procedure, root, FULL, today + 10 * DAY, now)
    assert queries.level(procedure.id, [root.id], today + 9 * DAY) is PARTIAL
    assert queries.level(procedure.id, [root.id], today + 10 * DAY) is FULL
    told = [json.loads(entry.body)["details"] for entry in Entry.objects.filter(kind="level_set").order_by("number")]
    assert [(entry["former"], entry["level"], entry["office"]) for entry in told] == [(None, "partial", "P"), ("partial", "full", "P")]  # fmt: skip


def test_setting_the_same_level_again_tells_nothing(today: date, now: datetime) -> None:
    (procedure,) = publish(["1.000001"], today, now)
    root = office("P")
    for _ in range(2):
        set_level(procedure, root, PARTIAL, today, now)
    assert Entry.objects.filter(kind="level_set").count() == Offering.objects.count() == 1


def test_a_level_corrected_on_its_first_day_replaces_it(today: date, now: datetime) -> None:
    (procedure,) = publish(["1.000001"], today, now)
    root = office("P")
    set_level(procedure, root, PARTIAL, today, now)
    set_level(procedure, root, FULL, today, now)
    assert queries.level(procedure.id, [root.id], today) is FULL
    assert Offering.objects.count() == 1 and Entry.objects.filter(kind="level_set").count() == 2


def test_a_level_set_for_the_past_ends_where_the_later_one_begins(today: date, now: datetime) -> None:
    (procedure,) = publish(["1.000001"], today - 90 * DAY, now)
    root = office("P")
    set_level(procedure, root, FULL, today, now)
    set_level(procedure, root, NONE, today - 30 * DAY, now)
    assert queries.level(procedure.id, [root.id], today - DAY) is NONE
    assert queries.level(procedure.id, [root.id], today) is FULL


def test_the_catalogue_counts_each_procedure_once_at_its_highest(today: date, now: datetime) -> None:
    one, two, three, four = publish(["1.000001", "1.000002", "1.000003", "1.000004"], today, now)
    root = office("P")
    commune = office("C", root)
    day = today - 10 * DAY  # levels set before the version is in force do not count yet
    levels = [
        actions.Level(one, root, PARTIAL, day),
        actions.Level(one, commune, FULL, day),
        actions.Level(two, root, NONE, day),
        actions.Level(three, root, PARTIAL, today + DAY),
    ]
    assert actions.set_levels(levels, by="account:1", at=now) == 4
    assert four.code == "1.000004"
    assert queries.levels_on(today) == {FULL: 1, PARTIAL: 0, NONE: 1}
    assert queries.levels_on(today + DAY) == {FULL: 1, PARTIAL: 1, NONE: 1}
    assert queries.levels_on(today - DAY) == {FULL: 0, PARTIAL: 0, NONE: 0}


def test_statements_of_setting_and_counting_do_not_grow(today: date, now: datetime, django_assert_num_queries: Any, django_assert_max_num_queries: Any) -> None:  # fmt: skip
    procedures = publish([f"1.{number:06d}" for number in range(1, 51)], today, now)
    root = office("P")
    with django_assert_max_num_queries(12):
        actions.set_levels([actions.Level(p, root, FULL, today) for p in procedures], by="account:1", at=now)
    with django_assert_num_queries(1):
        assert queries.levels_on(today)[FULL] == 50
