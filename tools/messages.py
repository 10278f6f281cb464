"""Collect what people read into locale/en (Babel), keep the translations that are there, and compile them.

python tools/messages.py [--check]: with --check nothing is written; the messages without English are listed and the
exit status is 1 when there is one. Besides templates and gettext calls it collects the words of every choice (statuses,
levels, papers …), of every move of a case and the plain texts of refusals, which pages translate as they show them.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "motcua"
FILE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMMAND = SOURCE / "site" / "locale" / "vi" / "LC_MESSAGES" / "messages.po"  # what click says, written by hand
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
PAGES = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
REFUSALS = {"Refused": None, "Wrong": None, "Phrase": None}
NO_PAGE = ("site/", "simulation/", "integrations/", "offices/boundaries.py", "catalogue/actions.py")
OPTIONS = {"**/templates/**.html": {"trimmed": "false", "newstyle_gettext": "true"}}
_HEADER = "# The pages in English; made by `make messages`, translated by hand."


def collected(*, refusals: bool = True) -> Catalog:
    """Return a fresh catalogue of everything that pages may show in two languages."""
    catalog = Catalog(locale="en", project="motcua", charset="utf-8", fuzzy=False, header_comment=_HEADER)
    words = PAGES | REFUSALS if refusals else PAGES
    for file, _line, message, _comments, _context in extract_from_dir(SOURCE, METHODS, OPTIONS, keywords=words):
        if not file.startswith(NO_PAGE):
            catalog.add(message, locations=[(f"src/motcua/{file}", 1)])
    for label, place in labels():
        catalog.add(label, locations=[(place, 1)])
    return catalog


def labels() -> Iterator[tuple[str, str]]:
    """Yield the words of every choice, move of a case, definition and row of the index, with their module."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.site.settings")
    import django
    from django.db.models.enums import Choices

    django.setup()
    classes = [Choices]
    while classes:
        one = classes.pop()
        classes += one.__subclasses__()
        if one.__module__.startswith("motcua."):
            yield from ((str(label), f"src/{one.__module__.replace('.', '/')}.py") for _, label in one.choices)  # type: ignore[attr-defined]
    from motcua.casework.rules import MOVES
    from motcua.measures.indicators import INDICATORS
    from motcua.measures.others import OTHERS

    yield from ((move.label, "src/motcua/casework/rules.py") for move in MOVES)

    for each in itertools.chain(*INDICATORS.values(), *OTHERS.values()):
        for words in (each.above_says, each.below_says, each.source, each.note):
            yield words, "src/motcua/measures/rules.py"
    from motcua.measures.index.profile import PROFILES

    for profile in PROFILES:
        rows = [(row.name, row.above_says, row.below_says, row.more, row.note) for row in profile.rows]
        for words in (profile.source, *(group.name for group in profile.groups), *itertools.chain(*rows)):
            yield words, "src/motcua/measures/index/profile.py"
        for parameter in profile.parameters:
            yield from ((words, "src/motcua/measures/index/profile.py") for words in (parameter.title, parameter.why))


def missing(*, refusals: bool = True) -> list[str]:
    """Return the messages that have no English, sorted."""
    known = _known()
    return sorted(str(one.id) for one in collected(refusals=refusals) if one.id and not _translated(known, one.id))


def update() -> int:
    """Write the catalogue anew with the translations that are there, compile it, and return how many are missing."""
    known, catalog = _known(), collected()
    for message in catalog:
        if message.id and _translated(known, message.id):
            message.string = known[message.id].string
        message.locations = sorted({(file, None) for file, _ in message.locations})  # type: ignore[misc]
    FILE.parent.mkdir(parents=True, exist_ok=True)
    catalog.creation_date = catalog.revision_date = known.creation_date
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "motcua"
    catalog.version = "0"
    with FILE.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    with FILE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)
    with COMMAND.open("rb") as file, COMMAND.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(file, locale="vi"))
    return sum(1 for one in catalog if one.id and not one.string)


def _known() -> Catalog:
    if not FILE.exists():
        return Catalog(locale="en")
    with FILE.open("rb") as file:
        return read_po(file, locale="en")


def _translated(known: Catalog, message: str | tuple[str, ...]) -> bool:
    found = known.get(message)
    text = found.string if found else ""
    return all(text) if isinstance(text, tuple) else bool(text)


if __name__ == "__main__":
    if "--check" in sys.argv:
        lacking = missing()
        print("\n".join(lacking))
        sys.exit(bool(lacking))
    print(f"còn thiếu {update()} bản dịch")
