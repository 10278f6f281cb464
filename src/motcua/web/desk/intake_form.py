"""What is typed on the page of the counter: read, filled in from a card or a known person, and read into an intake.

A dossier on the page is a block with a number of its own, so that taking one off leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from motcua.casework.lists.holdings import MOST_OFFERED, Holding
from motcua.casework.several.intake import DELEGATE, Brought, Intake
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import Paper, ProcedureVersion
from motcua.catalogue.rules import Channel, resolving
from motcua.core import clock, text
from motcua.core.errors import Phrase, Refused
from motcua.filing.rules import MOST_SHEETS, MOST_TOGETHER, Help, Tick
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.people import helping
from motcua.people.cards import Card
from motcua.people.facts import Facts
from motcua.people.models import Account, Person
from motcua.records import actions as records
from motcua.records import queries as kept
from motcua.records.models import Document
from motcua.web.shared import typed

PERSON = ("full_name", "personal_id", "gender", "phone", "email", "residence")
OTHER = "x"  # stands for the position of a paper that the procedure does not name
_KEPT_FOR = timedelta(days=1)
_ON_THE_PAGE = (
    "card", "find", *PERSON[:2], "birth_date", *PERSON[2:], "delegate_", "delegation", "papers-", "office-",
    "procedure", "channel", "reason", "received_at", "late_reason", "staff_office", "help",
)  # fmt: skip


@dataclass(slots=True)
class Block:
    """One dossier on the page: its number there, the version in force, who may decide, and scans already sent.

    `held` is what the person has here for a paper, by position; `guided` the address of the page that shows her how to
    file it online, "" where that is not offered.
    """

    number: int
    version: ProcedureVersion
    papers: list[Paper]
    offices: list[Office]
    scans: dict[str, list[Document]] = field(default_factory=dict)
    held: dict[int, list[Holding]] = field(default_factory=dict)
    guided: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.offices]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Where a scan may belong: (position or OTHER, name of the paper)."""
        return [*((str(paper.position), paper.name) for paper in self.papers), (OTHER, "")]


@dataclass(slots=True)
class Desk:
    """The page as it stands: what was typed (`given`), the blocks, what is wrong, and which field has the focus."""

    given: dict[str, str]
    counters: list[Office]
    resolvers: list[Office]
    day: date
    blocks: list[Block] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""

    @property
    def counter(self) -> Office:
        chosen = self.given.get("counter", "")
        return next((one for one in self.counters if one.code == chosen), self.counters[0])

    @property
    def channel(self) -> Channel:
        return Channel.POST if self.given.get("channel") == str(int(Channel.POST)) else Channel.DIRECT

    def again(self, block: Block) -> list[tuple[int, str]]:
        """Return what is ticked to be used again for a dossier, (paper position, key of the document), each once."""
        where = [(paper.position, n) for paper in block.papers for n in range(MOST_OFFERED)]
        ticked = ((position, self.given.get(f"again-{block.number}-{position}-{n}", "")) for position, n in where)
        return [(position, key) for position, key in dict.fromkeys(ticked) if key]

    @contextmanager
    def told_at(self, *names: str) -> Iterator[None]:
        """Keep a refusal as an error of the page; `names` are (field that the rule names, field of the page)."""
        try:
            yield
        except Refused as refused:
            self.errors[names[1] if names and refused.field == names[0] else refused.field] = refused.message

    def first_wrong(self) -> str:
        """Return the first field, as it stands on the page, of which something is wrong."""
        return next(iter(self.wrong), "")

    @property
    def wrong(self) -> dict[str, str]:
        """The errors in the order in which their fields stand on the page."""
        return dict(sorted(self.errors.items(), key=lambda one: (_place(one[0]), *_block_and_part(one[0]))))


def _place(name: str) -> int:
    found = (n for n, part in enumerate(_ON_THE_PAGE) if name == part or (part[-1] in "_-" and name.startswith(part)))
    return next(found, len(_ON_THE_PAGE))


def _block_and_part(name: str) -> tuple[int, str]:
    part, _, number = name.rpartition("-")
    return (int(number), "" if part == "papers" else part) if number.isdecimal() else (0, "")


def opened(given: Mapping[str, Any], counters: list[Office], *, at: datetime) -> Desk:
    """Return the page with what was typed, its blocks with the versions in force on the day of receipt.

    Three statements.
    """
    values = {name: str(value) for name, value in given.items()}
    day = clock.local_day(at)
    desk = Desk(values, counters, offices.resolvers(day), day)
    with desk.told_at():
        received = typed.day(values, "received_at")
        desk.day = received if received and received <= day else day
    _fill_blocks(desk)
    return desk


def _fill_blocks(desk: Desk) -> None:
    named = [one.split(":", 1) for one in desk.given.get("blocks", "").split(",") if ":" in one][:MOST_TOGETHER]
    found = catalogue.in_force({code for _, code in named}, desk.day)
    desk.blocks = [
        _block(desk, int(number), found[code])
        for number, code in named if code in found and number.isdecimal() and len(number) < 4
    ]  # fmt: skip


def _block(desk: Desk, number: int, version: ProcedureVersion) -> Block:
    fit = resolving(version.authority_tiers, version.competent_agency, desk.resolvers)
    if f"office-{number}" not in desk.given:
        above = set(offices.path_ids(desk.counter))
        own = [one for one in fit if one.pk in above]
        chosen = own or (fit if len(fit) == 1 else [])
        desk.given[f"office-{number}"] = chosen[0].code if chosen else ""
    return Block(number, version, list(version.asked), fit)


def add(desk: Desk, code: str) -> None:
    """Put another dossier of a procedure on the page. Raises Refused (field "procedure")."""
    version = catalogue.in_force([code], desk.day).get(code)
    if version is None:
        raise Refused("Không có thủ tục này trong ngày đã chọn. Gõ lại tên hoặc mã.", "procedure")
    if len(desk.blocks) >= MOST_TOGETHER:
        words = Phrase("Mỗi lượt tối đa %(most)s hồ sơ. Tiếp nhận các hồ sơ này rồi mở lượt mới.", most=MOST_TOGETHER)
        raise Refused(words, "procedure")
    number = 1 + max((block.number for block in desk.blocks), default=0)
    for name in [name for name in desk.given if name.endswith(f"-{number}") or f"-{number}-" in name]:
        del desk.given[name]
    desk.blocks.append(_block(desk, number, version))
    desk.given["procedure"] = ""
    desk.focus = f"papers-{number}"


def remove(desk: Desk, number: str) -> None:
    """Take a dossier off the page."""
    desk.blocks = [block for block in desk.blocks if str(block.number) != number]
    desk.focus = "procedure"


def fill_from_card(desk: Desk, card: Card) -> None:
    """Put what a card says into the fields of whoever holds it."""
    prefix = DELEGATE if desk.given.get("card_of") == "delegate" else ""
    for name in ("personal_id", "full_name", "residence", "gender"):
        desk.given[prefix + name] = str(getattr(card, name))
    _fill_day(desk, prefix + "birth_date", card.birth_date)
    desk.given |= {"card": "", f"{prefix}as_on_card": "yes"}
    if not prefix:
        desk.given["person"] = ""


def fill_from(desk: Desk, person: Person) -> None:
    """Put a known person into the fields."""
    for name in PERSON:
        desk.given[name] = str(getattr(person, name) or "")
    _fill_day(desk, "birth_date", person.birth_date)
    desk.given |= {"find": "", "person": str(person.pk)}


def _fill_day(desk: Desk, name: str, day: date | None) -> None:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    desk.given |= {f"{name}-{part}": str(value) for part, value in zip(("day", "month", "year"), parts, strict=True)}


def keep_scans(desk: Desk, files: MultiValueDict[str, UploadedFile[Any]], *, by: Account, at: datetime) -> None:
    """Keep the scans that came with the page, and find those that came before: whatever else is wrong, they stay."""
    before = {name: value.split(",")[:20] for name, value in desk.given.items() if name.startswith("kept-") and value}
    known = kept.added_by(by.pk, [key for keys in before.values() for key in keys], since=at - _KEPT_FOR)
    for block in desk.blocks:
        for where, _name in block.places:
            name = f"{block.number}-{where}"
            found = [known[key] for key in before.get(f"kept-{name}", ()) if key in known]
            for sent in files.getlist(f"scan-{name}"):
                with desk.told_at("file", f"papers-{block.number}"):
                    found.append(_stored(sent, by, at))
            if found:
                block.scans[where] = found


def _stored(sent: UploadedFile[Any], by: Account, at: datetime) -> Document:
    return records.add_document(content=sent, name=str(sent.name), by=by, at=at)


def to_intake(desk: Desk, *, key: str, by: Account, chosen: Person | None, at: datetime) -> Intake:
    """Return what is typed as an intake; what cannot be read is added to the errors of the page."""
    given = desk.given
    delegate = _facts(desk, DELEGATE) if given.get("on_behalf") == "delegate" else None
    brought = tuple(one for block in desk.blocks if (one := _brought(desk, block)) is not None)
    return Intake(
        key=key, counter=desk.counter, channel=desk.channel, applicant=_facts(desk, ""), brought=brought, chosen=chosen,
        as_on_card=given.get("as_on_card") == "yes", delegate=delegate,
        delegate_as_on_card=given.get("delegate_as_on_card") == "yes", delegation=given.get("delegation", ""),
        reason=given.get("reason", ""), queue_number=given.get("queue_number", ""), received_at=_received(desk, at),
        tracking_number=given.get("tracking_number", ""), late_reason=given.get("late_reason", ""),
        help=Help(given["help"]) if given.get("help") in set(Help) else Help.UNKNOWN, helper=_helper(desk, by, at),
        helped_office=_office(desk.resolvers, given.get("helped_office", "")), for_staff=given.get("for_staff", ""),
        staff_office=_office(desk.resolvers, given.get("staff_office", "")),
    )  # fmt: skip


def _received(desk: Desk, at: datetime) -> datetime | None:
    """Return when it was received, if something was typed about that; a time alone is one of today."""
    given, today = desk.given, clock.local_day(at)
    if not text.one_line(given.get("received_time", "")) and desk.day == today:
        return None
    with desk.told_at():
        if not typed.day_text(given, "received_at"):
            _fill_day(desk, "received_at", today)
        return typed.moment(given, "received_at", "received_time")
    return None


def _helper(desk: Desk, by: Account, at: datetime) -> Account | None:
    code = text.one_line(desk.given.get("helper", ""))
    if not code or desk.given.get("help") != Help.HELPED or desk.errors:
        return None
    with desk.told_at():
        return helping.helper(typed=code, asked_by=by, at=at)
    return None


def _facts(desk: Desk, prefix: str) -> Facts:
    given, born = desk.given, None
    with desk.told_at():
        born = typed.day(given, f"{prefix}birth_date")
    return Facts(birth_date=born, **{name: given.get(prefix + name, "") for name in PERSON})


def _brought(desk: Desk, block: Block) -> Brought | None:
    number = block.number
    office = _office(block.offices, desk.given.get(f"office-{number}", ""))
    if office is None:
        desk.errors[f"office-{number}"] = Phrase("Chọn cơ quan giải quyết.")
    ticks = tuple(tick for paper in (*block.papers, None) if (tick := _tick(desk, number, paper)) is not None)
    documents = [
        (None if where == OTHER else int(where), document)
        for where, found in block.scans.items() for document in found
    ]  # fmt: skip
    if office is None:
        return None
    return Brought(
        block.version, office, ticks, documents, desk.again(block),
        required=[(one.position, one.name) for one in block.papers if one.required],
        incomplete=desk.given.get(f"incomplete-{number}") == "yes",
    )  # fmt: skip


def _tick(desk: Desk, number: int, paper: Paper | None) -> Tick | None:
    """Return a paper with the numbers that were typed, or with those asked for where it was only ticked."""
    where = OTHER if paper is None else str(paper.position)
    numbers = [_count(desk, number, f"{kind}-{number}-{where}") for kind in ("originals", "certified", "photocopies")]
    name = text.one_line(desk.given.get(f"other-{number}", ""))[:300] if paper is None else ""
    if not any(numbers):
        if paper is None:
            return Tick(None, name, originals=1) if name else None
        if desk.given.get(f"have-{number}-{where}") != "yes":
            return None
        return Tick(paper.position, "", paper.originals, 0, paper.copies)
    return Tick(paper.position if paper else None, name, *numbers)


def _count(desk: Desk, number: int, name: str) -> int:
    value = desk.given.get(name, "").strip()
    if not value:
        return 0
    if not (value.isascii() and value.isdigit()) or int(value) > MOST_SHEETS:
        desk.errors[f"papers-{number}"] = Phrase("Số bản là số từ 0 đến %(most)s.", most=MOST_SHEETS)
        return 0
    return int(value)


def _office(among: list[Office], code: str) -> Office | None:
    return next((one for one in among if one.code == code), None)


def by_block(errors: Mapping[str, str], blocks: list[Block]) -> dict[str, str]:
    """Return errors of an intake, whose dossiers are counted from 0, with the numbers of the blocks on the page."""
    found = {}
    for name, message in errors.items():
        stem, dash, number = name.rpartition("-")
        at = int(number) if dash and number.isdecimal() else -1
        found[f"{stem}-{blocks[at].number}" if 0 <= at < len(blocks) else name] = message
    return found
