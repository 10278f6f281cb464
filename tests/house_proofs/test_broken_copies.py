"""The tests of the house are tested: on a copy of the tree in which rules are broken, the right ones fail and say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ACCESS, STAIRS, GLOSSARY = "test_access.py", "test_stairs.py", "test_glossary.py"
CONTRACTS, TERMS = "test_the_import_contracts_hold", "test_every_model_and_every_choice_is_in_the_glossary"
VIEWS, LINES = "test_every_view_says_who_may_open_it", "test_every_address_has_its_line_in_the_table"
ABILITIES = "test_every_view_asks_for_the_ability_of_its_line"
OPEN = "test_every_page_is_open_to_exactly_whom_the_table_says"


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """A copy of what the tests of the house look at."""
    copy = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("*.pyc.*", "*.egg-info")
    for name in ("src", "tests/house", "docs"):
        shutil.copytree(REPOSITORY / name, copy / name, ignore=ignored)
    for name in (
        "tests/__init__.py",
        "tests/browser.py",
        "tests/conftest.py",
        "tests/databases.py",
        "tests/emptying.py",
        "tests/factories.py",
        "tests/order.py",
        "tests/petitions.py",
        "tests/teams.py",
        "pyproject.toml",
    ):
        shutil.copy(REPOSITORY / name, copy / name)
    return copy


@pytest.fixture
def tree(original, tmp_path):
    return shutil.copytree(original, tmp_path / "tree")


def failures(tree, *tests):
    """Run tests of the house in a copy; return what each that failed said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-vv", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-migrations",
         "--show-capture=no", "--junitxml=said.xml", *(f"tests/house/{test}" for test in tests)],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert outcome.returncode in (0, 1), outcome.stdout + outcome.stderr
    cases = ElementTree.parse(tree / "said.xml").iter("testcase")
    return {case.get("name"): "".join(found.itertext()) for case in cases for found in case.findall("failure")}


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"nothing to break in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def ask_only(tree, *names):
    """Let the copy's matrix ask for some pages: asking for all of them again and again takes half a minute."""
    change(tree / "tests/house/test_access.py", "        for line in ADDRESSES:\n            if _tells(person, line):",
           f"        for line in ADDRESSES:\n            if line.name in {names} and _tells(person, line):")  # fmt: skip


def test_the_unbroken_copy_passes(tree):
    assert failures(tree, STAIRS, GLOSSARY, f"{ACCESS}::{VIEWS}", f"{ACCESS}::{LINES}", f"{ACCESS}::{ABILITIES}") == {}


def an_upward_import(tree):
    append(
        tree / "src/motcua/offices/rules.py", "\n\ndef up():\n    from motcua.filing import rules\n\n    return rules\n"
    )


def rules_that_know_tables(tree):
    append(
        tree / "src/motcua/people/rules.py",
        "\n\ndef rows():\n    from motcua.people import models\n\n    return models\n",
    )


def a_pure_file_in_a_folder_that_knows_tables(tree):
    append(
        tree / "src/motcua/casework/deadlines/on_time.py",
        "\n\ndef rows():\n    from motcua.casework import models\n\n    return models\n",
    )


def a_list_that_writes(tree):
    append(
        tree / "src/motcua/casework/lists/register.py",
        "\n\ndef write():\n    from motcua.journal import actions\n\n    return actions\n",
    )


def a_file_without_a_place_in_its_folder(tree):
    (tree / "src/motcua/casework/moves/aside.py").write_text('"""Aside."""\n', encoding="utf-8")


def a_pure_file_that_no_contract_holds(tree):
    (tree / "src/motcua/filing/aside.py").write_text('"""Aside. Pure."""\n', encoding="utf-8")


def a_foreign_key_up_the_stairs(tree):
    new = (
        'count = models.IntegerField()\n    up = models.ForeignKey("filing.Dossier", models.PROTECT, related_name="+")'
    )
    change(tree / "src/motcua/journal/models.py", "count = models.IntegerField()", new)


def a_relation_that_can_be_followed_back(tree):
    old = 'place = models.ForeignKey(Place, models.PROTECT, related_name="+")'
    change(tree / "src/motcua/offices/models.py", old, old)
    old = 'filer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")'
    change(tree / "src/motcua/filing/models.py", old, old.replace('"+"', '"dossiers"'))


def a_model_without_a_line(tree):
    append(
        tree / "src/motcua/records/models.py",
        '\n\nclass Drawer(models.Model):\n    """A place for files (ngăn kéo)."""\n\n    name = models.CharField(max_length=9)\n',
    )


def a_choice_without_a_line(tree):
    new = 'DAY = "day", "Ngày"\n    WEEK = "week", "Tuần"'
    change(tree / "src/motcua/catalogue/rules.py", 'DAY = "day", "Ngày"', new)


def a_line_that_was_lost(tree):
    change(tree / "docs/glossary.md", "| `Dossier` |", "| Dossier |")


def a_view_without_page(tree):
    append(
        tree / "src/motcua/web/shared/urls.py",
        '\n\ndef hole(request):\n    return None\n\n\nurlpatterns.append(path("hole/", hole, name="hole"))\n',
    )


def a_page_without_a_line(tree):
    append(
        tree / "src/motcua/web/shared/urls.py",
        '\n\nurlpatterns.append(path("more/", views.components, name="more"))\n',
    )


def a_view_with_the_wrong_ability(tree):
    change(tree / "src/motcua/web/desk/views.py", "@page(Ability.SEE_DESK)", "@page(Ability.SEE_FIGURES)")


def a_view_that_forgets_to_check_the_thing(tree):
    path = tree / "src/motcua/web/desk/views.py"
    change(path, "    check(request, Ability.SEE_CASE, queries.thing(found))\n", "")


def a_citizens_page_that_forgets_whose_it_is(tree):
    path = tree / "src/motcua/web/portal/own.py"
    change(path, "    check(request, Ability.SEE_OWN, Thing(owner_id=found.dossier.filer_id))\n", "")


def a_rule_that_gives_too_much(tree):
    old, new = "Ability.APPROVE: frozenset({Role.APPROVER})", "Ability.APPROVE: frozenset({Role.APPROVER, Role.CLERK})"
    change(tree / "src/motcua/people/rules.py", old, new)


# What is broken together in one copy: (how, the file and the test that find it, what the test says).
ROOMS = [
    (an_upward_import, STAIRS, CONTRACTS, "motcua.offices.rules -> motcua.filing.rules"),
    (rules_that_know_tables, STAIRS, CONTRACTS, "motcua.people.rules -> motcua.people.models"),
    (a_pure_file_in_a_folder_that_knows_tables, STAIRS, CONTRACTS,
     "motcua.casework.deadlines.on_time -> motcua.casework.models"),
    (a_list_that_writes, STAIRS, CONTRACTS, "motcua.casework.lists.register -> motcua.journal.actions"),
    (a_file_without_a_place_in_its_folder, STAIRS, CONTRACTS, "moves.aside"),
    (a_pure_file_that_no_contract_holds, STAIRS, "test_what_calls_itself_pure_is_held_to_it",
     "['motcua.filing.aside']"),
    (a_foreign_key_up_the_stairs, STAIRS, "test_no_foreign_key_points_up_the_stairs", "['Subject.up']"),
    (a_relation_that_can_be_followed_back, STAIRS, "test_a_relation_across_rooms_cannot_be_followed_back",
     "['Dossier.filer']"),
    (a_model_without_a_line, GLOSSARY, TERMS, "'Drawer'"),
    (a_choice_without_a_line, GLOSSARY, TERMS, "'LimitUnit.WEEK'"),
    (a_line_that_was_lost, GLOSSARY, TERMS, "'Dossier'"),
    (a_view_without_page, ACCESS, VIEWS, "['hole/']"),
]  # fmt: skip
PAGES = [
    (a_page_without_a_line, ACCESS, LINES, "['more']"),
    (a_view_with_the_wrong_ability, ACCESS, ABILITIES, "Ability.SEE_FIGURES"),
    (a_view_that_forgets_to_check_the_thing, ACCESS, OPEN, "GET desk_case by reception elsewhere: 200"),
    (a_citizens_page_that_forgets_whose_it_is, ACCESS, OPEN, "GET my_dossier by another citizen: 200"),
    (a_rule_that_gives_too_much, ACCESS, "test_the_rules_say_what_the_table_says", "clerk here"),
]


@pytest.mark.parametrize("broken", [ROOMS, PAGES], ids=["rooms", "pages"])
def test_every_broken_rule_is_found_and_named(tree, broken):
    for breaks, *_ in broken:
        breaks(tree)
    ask_only(tree, "desk_case", "my_dossier")
    said = failures(tree, *{f"{file}::{test}": None for _, file, test, _ in broken})
    missed = {breaks.__name__: said.get(test) for breaks, _, test, words in broken if words not in said.get(test, "")}
    assert missed == {}, "\n\n".join(f"{name}: {told}" for name, told in missed.items())
