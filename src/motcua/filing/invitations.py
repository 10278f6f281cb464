"""Inviting a person to a guided filing on her own sign-in: offered, seen, taken by one filer, agreed to or not."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.catalogue.models import ProcedureVersion
from motcua.core import clock, ids, text
from motcua.core.errors import Phrase, Refused
from motcua.filing import actions, guiding, queries
from motcua.filing.models import Draft, Invitation
from motcua.filing.rules import Help
from motcua.offices.models import Office
from motcua.people import attempts
from motcua.people import queries as people
from motcua.people import rules as people_rules
from motcua.people.models import Account

_TRIES = 5
_OVER = Phrase("Mã này đã hết hạn. Nhờ cán bộ tạo mã mới, hoặc tự nộp từ trang thủ tục.")
_TAKEN = Phrase("Mã này đã có người khác dùng; mỗi mã chỉ dùng cho một người. Nhờ cán bộ tạo mã mới.")
_WRONG = Phrase("Mã hướng dẫn không đúng hoặc đã hết hạn. Xem lại 8 chữ số trên màn hình của cán bộ.")


@transaction.atomic
def invite(
    *, version: ProcedureVersion, competent_office: Office, office: Office, by: Account, at: datetime,
    in_team: bool = False,
) -> Invitation:  # fmt: skip
    """Offer to stand beside one filing, at the `office` where the officer works today; `in_team`: the caller knows that
    she helps there as a member of its team.

    Raises Refused when the competent office does not resolve it or does not offer it online (field "office"), when
    `by` does not work at `office` today (field "place"), and when she keeps MOST_OPEN others open.
    """
    day = clock.local_day(at)
    actions.refuse_not_online(version, competent_office, day)
    if not in_team and office not in people.workplaces(by.pk, on=day):
        raise Refused("Hôm nay bạn không làm việc ở cơ quan này. Chọn nơi bạn đang hỗ trợ.", "place")
    if queries.invitations_of(by.pk, at=at).count() >= guiding.MOST_OPEN:
        raise Refused(
            Phrase("Bạn đang mở %(count)s lời mời. Hãy hủy bớt lời mời không dùng nữa.", count=guiding.MOST_OPEN)
        )
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return Invitation.objects.create(
                    code=ids.digits(guiding.DIGITS), officer=by, office=office, version=version,
                    competent_office=competent_office, created_at=at, expires_at=at + guiding.OPEN_FOR,
                )  # fmt: skip
        except IntegrityError:  # another one has this code
            continue
    raise Refused("Chưa tạo được mã. Hãy bấm lại.")


def find(*, typed: str, asked_from: str, at: datetime) -> Invitation:
    """Return the open invitation whose code was typed, with spaces or without. `asked_from` is where it came from.

    Raises Refused (field "code") for what is no code, in the same words for every wrong one, and after INVITATION_LIMIT
    of those in `people.rules.WINDOW` also for a right one. Not inside a transaction of the caller.
    """
    digits = re.sub(r"[\s.-]", "", text.one_line(typed))
    if not (len(digits) == guiding.DIGITS and digits.isascii() and digits.isdecimal()):
        raise Refused("Mã hướng dẫn gồm 8 chữ số. Xem lại trên màn hình của cán bộ, hoặc nhờ đọc lại.", "code")
    counted = attempts.digest("invitation", asked_from)
    reserved = attempts.reserve({counted: people_rules.INVITATION_LIMIT}, at=at)
    if reserved is None:
        raise Refused("Đã nhập sai mã nhiều lần. Hãy quét ô vuông, hoặc chờ 15 phút rồi nhập lại.", "code")
    found = Invitation.objects.filter(code=digits, expires_at__gt=at).first()
    if found is None:
        attempts.forget_old(at=at)
        raise Refused(_WRONG, "code")
    attempts.forgive(reserved, counted)
    return found


def scan(*, invitation: Invitation, at: datetime) -> None:
    """Note that the invitation was opened, the first time."""
    Invitation.objects.filter(id=invitation.pk, scanned_at=None).update(scanned_at=at)


@transaction.atomic
def take(*, invitation: Invitation, by: Account, at: datetime) -> Invitation:
    """Let the person who has signed in be the one filer of this invitation; nothing is recorded about help yet.

    Raises Refused when it is over, when somebody else has taken it, and for the officer herself.
    """
    held = _taken(invitation, by, at)
    if held.account_id is None:
        held.account, held.scanned_at = by, held.scanned_at or at
        held.save(update_fields=["account", "scanned_at"])
    return held


@transaction.atomic
def answer(
    *, invitation: Invitation, agreed: bool, by: Account, at: datetime, another: bool = False, draft: str = "",
    recorded: bool = False,
) -> Draft:  # fmt: skip
    """Begin the filing, or go on with an own `draft` (its key) of the same procedure and office; return the draft.

    Only with `agreed` is the officer recorded as the helper, and only with `recorded` may a record of it keep a digest
    of the filer's number. Answered again it returns the same draft. A filer who has
    the officer's name must say that she is `another` person (field "another"): nobody is her own helper. Raises Refused
    as `take`, `filing.actions.start_draft` and, for a draft that does not fit, field "draft".
    """
    held = _taken(invitation, by, at)
    if held.agreed is not None and held.draft is not None:
        return held.draft
    if agreed and not another and guiding.one_name(held.officer.full_name, by.full_name):
        raise Refused("Không ai tự ghi mình là người hỗ trợ. Nếu chỉ trùng tên với cán bộ, hãy đánh dấu.", "another")
    chosen = _chosen(held, draft, by, at)
    if agreed:
        actions.set_help(
            draft=chosen, help=Help.HELPED, by=by, at=at, helper=held.officer, office=held.office, agreed=recorded
        )
    held.account, held.agreed, held.draft = by, agreed, chosen
    held.save(update_fields=["account", "agreed", "draft"])
    return chosen


@transaction.atomic
def cancel(*, invitation: Invitation, at: datetime) -> None:
    """End an invitation that nobody has answered yet; one that was answered stays as it is."""
    Invitation.objects.filter(id=invitation.pk, agreed=None, expires_at__gt=at).update(expires_at=at)


def clear(*, at: datetime) -> int:
    """Remove invitations that are over, used ones a day later; return how many. What was recorded of help stays."""
    unused = Q(draft=None, expires_at__lt=at - guiding.KEPT_UNUSED)
    return Invitation.objects.filter(unused | Q(expires_at__lt=at - guiding.KEPT_USED)).delete()[0]


def _taken(invitation: Invitation, by: Account, at: datetime) -> Invitation:
    held = Invitation.objects.select_for_update(of=("self",)).select_related(
        "officer", "office", "version", "competent_office", "draft"
    ).filter(id=invitation.pk).first()  # fmt: skip
    if held is None or (held.agreed is None and at >= held.expires_at):
        raise Refused(_OVER)
    if held.account_id not in (None, by.pk):
        raise Refused(_TAKEN)
    if held.officer_id == by.pk:
        raise Refused("Cán bộ không tự hướng dẫn mình. Hãy nộp hồ sơ của mình từ trang thủ tục.")
    return held


def _chosen(held: Invitation, key: str, by: Account, at: datetime) -> Draft:
    if not key:
        return actions.start_draft(version=held.version, office=held.competent_office, by=by, at=at)
    fit = {one.key: one for one in queries.drafts_fit(held, by.pk)}
    if key not in fit:
        raise Refused("Hồ sơ nháp này không còn. Hãy chọn lại.", "draft")
    return fit[key]
