"""The one place where access is decided. Pure: who asks, what for, about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from django.db.models import TextChoices

from motcua.offices.rules import OfficeKind


class Role(TextChoices):
    """Role of an officer (cán bộ, công chức) at an office."""

    RECEPTION = "reception", "Tiếp nhận và trả kết quả"
    CASE_OFFICER = "case_officer", "Thụ lý hồ sơ"
    APPROVER = "approver", "Phê duyệt"
    CLERK = "clerk", "Văn thư"
    PROCEDURE_CONTROLLER = "procedure_controller", "Kiểm soát thủ tục hành chính"
    LEADER = "leader", "Lãnh đạo"
    ADMINISTRATOR = "administrator", "Quản trị"


class Gender(TextChoices):
    """Gender as civil status records it (giới tính)."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class Ability(StrEnum):
    """Something that a page or an action lets a person do."""

    BROWSE = "browse"  # public pages
    FILE = "file"  # file dossiers, keep drafts: anyone with an e-ID
    SEE_OWN = "see_own"  # one's own drafts and dossiers
    SEE_DESK = "see_desk"  # the desk's queue
    SEE_DUE = "see_due"  # who has what that is late or due soon
    SEE_CASE = "see_case"  # one case with its content
    INTAKE = "intake"  # take in at one's counter what somebody brings, for any office; see again what came there
    SEE_REGISTER = "see_register"  # the register of dossiers: whose they are, when they came, are due, were finished
    RECEIVE = "receive"  # accept, refuse, ask for more, return
    WORK = "work"  # ask for more, propose a decision
    APPROVE = "approve"  # decide
    TAKE_PART = "take_part"  # work on what one's office has to do in a case, also in that of another office
    SEE_FIGURES = "see_figures"  # steering pages
    ISSUE_REPORTS = "issue_reports"  # sign a report on figures and send it out
    KEEP_CALENDAR = "keep_calendar"  # days off and make-up days
    HELP = "help"  # be recorded as the helper of a filer: every officer
    CORRECT = "correct"  # put right what was recorded wrongly about a dossier
    NAME_DEPUTY = "name_deputy"  # name who stands in while one is away
    TALK = "talk"  # ask and answer the filer, write notes for colleagues
    KEEP_TEXTS = "keep_texts"  # the texts of messages to citizens
    SEE_PETITIONS = "see_petitions"  # what people report and propose, and who they are
    TAKE_PETITIONS = "take_petitions"  # write down a petition, what is added to it, how it went
    HANDLE_PETITIONS = "handle_petitions"  # refuse, ask for more, answer, publish
    IMPORT_DOSSIERS = "import_dossiers"  # take in what another system exports, for the figures of the whole province
    KEEP_OUTSIDE = "keep_outside"  # figures from outside, for the whole province: enter, import, withdraw
    TRAIN = "train"  # plan classes, invite, keep who came
    STEER = "steer"  # give targets to the offices below, share out one's own; pass directives down, make plans
    KEEP_INDEX = "keep_index"  # what the sources of the 766 index leave open, for the whole province
    RAISE_DIFFICULTY = "raise_difficulty"  # say that one is stuck, read what is known already: every officer
    ANSWER_DIFFICULTY = "answer_difficulty"  # answer who is stuck, keep the roster and what is known
    REACH_OUT = "reach_out"  # keep channels, write messages with links, say that they were sent
    SEE_WATCH = "see_watch"  # what may mean made figures at offices below one's own; say what it is
    CARRY_OUT = "carry_out"  # see and finish what one has to do under a plan: every officer
    LEARN_TO_ASSIST = "learn_to_assist"  # see the pages of one's community team, take its self-check
    ASSIST = "assist"  # help people in the name of one's team: members who passed the self-check
    KEEP_TEAMS = "keep_teams"  # form community teams, name their members, withdraw a consent that was taken back


_AT_DESK = frozenset({Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER, Role.CLERK})
DEPUTISED = _AT_DESK
"""The roles that a deputy takes over; whoever leads, checks or administers is replaced by an appointment."""
_ROLES: dict[Ability, frozenset[Role]] = {
    Ability.SEE_DESK: _AT_DESK | {Role.PROCEDURE_CONTROLLER},
    Ability.SEE_DUE: _AT_DESK | {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.SEE_CASE: _AT_DESK | {Role.PROCEDURE_CONTROLLER},
    # About the counter where it is handed in, never about the office that decides: every counter of the province
    # receives for every office (Decree 118/2025/NĐ-CP), and sees of such a dossier what was handed in, not the case.
    Ability.INTAKE: frozenset({Role.RECEPTION}),
    Ability.SEE_REGISTER: _AT_DESK | {Role.PROCEDURE_CONTROLLER, Role.LEADER},
    Ability.RECEIVE: frozenset({Role.RECEPTION}),
    Ability.WORK: frozenset({Role.CASE_OFFICER}),
    Ability.APPROVE: frozenset({Role.APPROVER}),
    Ability.TAKE_PART: frozenset({Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER}),
    Ability.SEE_FIGURES: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER, Role.ADMINISTRATOR}),
    # Whoever sees figures may draft a report; only who answers for the office makes it a paper.
    Ability.ISSUE_REPORTS: frozenset({Role.LEADER}),
    Ability.KEEP_CALENDAR: frozenset({Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR}),
    Ability.HELP: frozenset(Role),
    # Not the counter that made the entry: whoever checks procedures sees the mistake, the reason and the figure.
    Ability.CORRECT: frozenset({Role.PROCEDURE_CONTROLLER}),
    Ability.NAME_DEPUTY: _AT_DESK,
    Ability.TALK: frozenset({Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER}),
    Ability.KEEP_TEXTS: frozenset({Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR}),
    Ability.SEE_PETITIONS: frozenset({Role.RECEPTION, Role.PROCEDURE_CONTROLLER, Role.LEADER}),
    Ability.TAKE_PETITIONS: frozenset({Role.RECEPTION, Role.PROCEDURE_CONTROLLER}),
    # Not whoever is complained about: petitions are about counters and officers as often as about procedures.
    Ability.HANDLE_PETITIONS: frozenset({Role.PROCEDURE_CONTROLLER}),
    Ability.IMPORT_DOSSIERS: frozenset({Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR}),
    Ability.KEEP_OUTSIDE: frozenset({Role.PROCEDURE_CONTROLLER, Role.ADMINISTRATOR}),
    Ability.TRAIN: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER}),
    Ability.STEER: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER}),
    Ability.KEEP_INDEX: frozenset({Role.PROCEDURE_CONTROLLER}),
    Ability.RAISE_DIFFICULTY: frozenset(Role),
    Ability.ANSWER_DIFFICULTY: frozenset({Role.PROCEDURE_CONTROLLER}),
    Ability.REACH_OUT: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER}),
    # About an office below one's own, never about one's own: nobody judges herself.
    Ability.SEE_WATCH: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER}),
    Ability.CARRY_OUT: frozenset(Role),
    Ability.KEEP_TEAMS: frozenset({Role.PROCEDURE_CONTROLLER, Role.LEADER}),
}


_RECEIVING = (OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE)


@dataclass(frozen=True, slots=True)
class Who:
    """The person who asks. `roles` are (role, office id of `held_at`); an anonymous visitor has no account.

    `posts` are the same roles as (role, short name of the office where they were given), to be shown. `instead` are the
    roles of those who are away and named her: (role, office id, their account id). `wide` are the offices among all
    these that have none above them: who is there reaches a whole province. `in_team`: a citizen who belongs to a
    community team, `ready`: one of those who passed its self-check.
    """

    account_id: int | None = None
    person_id: int | None = None
    roles: frozenset[tuple[Role, int]] = field(default_factory=frozenset)
    posts: tuple[tuple[Role, str], ...] = ()
    instead: frozenset[tuple[Role, int, int]] = frozenset()
    wide: frozenset[int] = frozenset()
    in_team: bool = False
    ready: bool = False

    @property
    def is_officer(self) -> bool:
        return bool(self.roles)

    @property
    def acts_for(self) -> frozenset[int]:
        """The accounts in whose name she works today: her own, and those for whom she stands in."""
        own = () if self.account_id is None else (self.account_id,)
        return frozenset((*own, *(account for _, _, account in self.instead)))


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about: whose it is, and the ids of the offices above and including the competent one.

    `owner_id` is an account; what belongs to a person, with an account or without, names `person_id` instead.
    `concerned` are those of other offices that take part, and above them: their officers see it, and no more.
    """

    owner_id: int | None = None
    offices: frozenset[int] = field(default_factory=frozenset)
    person_id: int | None = None
    concerned: frozenset[int] = field(default_factory=frozenset)


NOBODY = Who()


def may(who: Who, ability: Ability, thing: Thing | None = None) -> bool:
    """Return whether `who` has `ability`, in general or about one `thing`.

    A role reaches the office where it is held and every office below it. Only the filer sees her own filings
    as her own; an officer's role never opens another person's drafts.
    """
    if ability is Ability.BROWSE:
        return True
    if ability in (Ability.FILE, Ability.SEE_OWN):
        mine = thing is None or (
            thing.person_id is not None and thing.person_id == who.person_id
            if thing.owner_id is None
            else thing.owner_id == who.account_id
        )
        return who.account_id is not None and who.person_id is not None and mine
    if ability in (Ability.LEARN_TO_ASSIST, Ability.ASSIST):
        mine = thing is None or thing.owner_id == who.account_id
        return who.in_team and mine and (who.ready or ability is Ability.LEARN_TO_ASSIST)
    held = reach(who, ability)
    if thing is None:
        return bool(held)
    return bool(held & thing.offices) or (ability is Ability.SEE_CASE and bool(held & thing.concerned))


def reach(who: Who, ability: Ability) -> frozenset[int]:
    """Return the ids of the offices where a role gives `who` an ability; it holds for every office below, too."""
    able = _ROLES[ability]
    held = frozenset(office for role, office in who.roles if role in able)
    return held | {office for role, office, _ in who.instead if role in able} if who.instead else held


def instead_of(who: Who, ability: Ability, thing: Thing, officer_id: int | None = None) -> int | None:
    """Return in whose stead `who` does something about a thing (account id); None when she does it as herself.

    What belongs to `officer_id` is done in that person's stead when she is away; anything else only when one's own
    roles would not do.
    """
    able = _ROLES.get(ability, frozenset())
    absent = {account for role, office, account in who.instead if role in able and office in thing.offices}
    if officer_id in absent:
        return officer_id
    own = any(role in able and office in thing.offices for role, office in who.roles)
    return None if own else min(absent, default=None)


def held_at(role: Role, office_id: int, kind: str, parent_id: int | None) -> int:
    """Return the id of the office where an appointment counts.

    Reception at a counter or service centre counts at its parent: they receive and return for the committee above
    them and all its offices (Decree 118/2025/NĐ-CP). Other roles stay where they were given: nobody decides for a
    committee because she sits at its counter.
    """
    if role is Role.RECEPTION and kind in _RECEIVING and parent_id is not None:
        return parent_id
    return office_id


def needs_sign_in(who: Who) -> bool:
    """Return whether a refusal should lead to a sign-in page rather than say no."""
    return who.account_id is None


def actor(account_id: int | None) -> str:
    """Return how a journal entry names who acted: "account:17", or "system:command" for the operator's commands."""
    return "system:command" if account_id is None else f"account:{account_id}"


def subject(account_id: int) -> str:
    """Return the journal subject of an account."""
    return f"account/{account_id}"


WINDOW = timedelta(minutes=15)
PAIR_LIMIT, NAME_LIMIT, ADDRESS_LIMIT, HELPER_LIMIT, INVITATION_LIMIT, OPENING_LIMIT = 5, 30, 60, 5, 20, 5


def locked_out(failed: Mapping[str, int], limits: Mapping[str, int]) -> bool:
    """Return whether so many failed attempts within `WINDOW` close the door for a while.

    For sign-in: few for one name from one address; more for a name from anywhere, so that a stranger cannot easily lock
    an officer out; more for an address, because a whole office may share one.
    """
    return any(failed.get(digest, 0) >= limit for digest, limit in limits.items())
