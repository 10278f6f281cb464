"""Filing online for somebody else: what has to be told of that person, and which paper shows the authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from motcua.filing import rules
from motcua.filing.authority import PAPERS, POSITION, check, goes_on, missing_paper
from motcua.filing.rules import FilingBasis, Help
from motcua.people.facts import Facts

TODAY, OWN = date(2026, 11, 20), "042090000001"
MOTHER = Facts("Nguyễn Thị Bưởi", "042150000002", date(1950, 3, 8), "female", residence="Thôn 3, xã Mai Hoa")
CHILD = Facts("Nguyễn Văn Na", "", date(2020, 1, 5), "male", residence="Thôn 3, xã Mai Hoa")
COMES_OF_AGE = replace(CHILD, birth_date=date(2008, 11, 20))


@pytest.mark.parametrize(
    ("told", "basis", "wrong"),
    [
        (MOTHER, "mandate", set()),
        (replace(MOTHER, personal_id=" 042 150 000 002 ", phone="+84 912 000 111"), "mandate", set()),
        (CHILD, "parent", set()),
        (CHILD, "guardian", set()),
        (replace(CHILD, personal_id="042220000009"), "parent", set()),
        (MOTHER, "guardian", set()),
        (MOTHER, "appointed", set()),
        (MOTHER, "", {"basis"}),
        (MOTHER, "neighbour", {"basis"}),
        (replace(MOTHER, personal_id=""), "mandate", {"personal_id"}),
        (replace(MOTHER, personal_id=""), "guardian", {"personal_id"}),
        (CHILD, "mandate", {"personal_id"}),
        (replace(CHILD, birth_date=None), "guardian", {"personal_id"}),
        (replace(MOTHER, personal_id="04215000000"), "mandate", {"personal_id"}),
        (replace(MOTHER, personal_id=OWN), "mandate", {"personal_id"}),
        (replace(MOTHER, full_name=" \u200b "), "mandate", {"full_name"}),
        (replace(MOTHER, residence=" ", phone=""), "mandate", {"residence"}),
        (replace(MOTHER, phone="12"), "mandate", {"phone"}),
        (replace(MOTHER, gender="x"), "mandate", {"gender"}),
        (MOTHER, "parent", {"birth_date"}),
        (replace(CHILD, birth_date=None, personal_id="042220000009"), "parent", {"birth_date"}),
        (replace(CHILD, birth_date=date(2026, 11, 21)), "parent", {"birth_date"}),
        (replace(COMES_OF_AGE, personal_id="042220000009"), "parent", {"birth_date"}),
        (replace(COMES_OF_AGE, birth_date=date(2008, 11, 21)), "parent", set()),
        (Facts(""), "", {"full_name", "personal_id", "residence", "basis"}),
    ],
)
def test_the_represented_person_is_checked_as_at_the_counter_and_by_the_authority(told, basis, wrong):
    found, errors = check(told, basis, own_number=OWN, today=TODAY)
    assert set(errors) == wrong
    if not wrong and told.personal_id:
        assert len(found.personal_id) == 12


def test_every_authority_names_its_paper_and_asks_for_it():
    for basis in FilingBasis:
        assert PAPERS[basis] in missing_paper(basis, {1, None})[rules.paper_field(POSITION)]
        assert missing_paper(basis, {1, POSITION}) == {}


@pytest.mark.parametrize(
    ("before", "now", "basis", "goes"),
    [
        (MOTHER, replace(MOTHER, residence="Thôn 4"), "mandate", True),
        (MOTHER, replace(MOTHER, full_name="NGUYEN THI BUOI", personal_id="042150000003"), "mandate", True),
        (MOTHER, replace(MOTHER, full_name="Trần Thị Na"), "mandate", True),
        (MOTHER, replace(MOTHER, full_name="Trần Thị Na", personal_id="042150000003"), "mandate", False),
        (MOTHER, MOTHER, "guardian", False),
        (CHILD, CHILD, "mandate", True),
        (CHILD, replace(CHILD, full_name="Nguyễn Văn Cam"), "mandate", False),
    ],
)
def test_a_paper_of_authority_stays_with_the_person_and_the_reason_that_it_shows(before, now, basis, goes):
    assert goes_on(before, "mandate", now, basis) is goes


@pytest.mark.parametrize("answer", ["", *Help.values])
def test_what_is_filed_for_somebody_else_is_never_by_oneself(answer):
    assert rules.help_given(None, answer, by_another=True) is Help.HELPED
