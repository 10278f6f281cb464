"""Attaching files to a draft: whole, in parts, or again what the person had here before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from motcua.core.errors import Forbidden, Phrase, Refused
from motcua.filing import authority, queries, rules
from motcua.filing.held import lock, save
from motcua.filing.models import Again, Attachment, Draft, OnBehalf
from motcua.people.models import Account
from motcua.records import actions as records
from motcua.records import queries as kept
from motcua.records.models import Upload
from motcua.records.parts import Broken
from motcua.records.rules import Part
from motcua.records.storage import Unavailable

_NOT_ANOTHERS = Phrase("Hồ sơ nộp thay không dùng lại giấy tờ trong kho của bạn. Hãy gửi tệp giấy tờ của người đó.")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much of a file that comes in parts is here, in bytes, and whether it is attached: all of it then."""

    received: int
    attached: bool


def attach(
    *, draft: Draft, content: IO[bytes] | bytes, name: str, paper_position: int | None, by: Account, at: datetime
) -> Attachment:
    """Attach one file for one paper (None: something else). Raises Refused for a file that cannot be taken.

    The same file for the same paper is attached once: a phone that lost the answer sends it again. The file is checked
    and stored before the draft is locked, because that takes its time; Unavailable says that it could not be.
    """
    field = rules.paper_field(paper_position or 0)
    if draft.account_id != by.pk:
        raise Forbidden
    _count_room(draft, paper_position, field)
    try:
        taken = records.take_in(content=content, name=name, by=by)
    except Refused as refused:
        refused.field = field
        raise
    with transaction.atomic():
        held = lock(draft, by)
        count = _count_room(held, paper_position, field)
        if held.unfinished:
            records.discard_uploads(subject=rules.draft_subject(held.key), field=field, digest=taken.digest)
        if same := queries.attached_as(held.pk, paper_position, taken.digest):
            return same
        document = records.add_taken(taken=taken, by=by, at=at)
        save(held, at)
        return Attachment.objects.create(draft=held, document=document, paper_position=paper_position, position=count)


@transaction.atomic
def attach_again(*, draft: Draft, again: Again, by: Account, at: datetime) -> Attachment:
    """Attach a paper that this person had here before, without copying its bytes. Once, however often it is clicked.

    `casework.actions.reuse` finds out whether it is hers and still valid. Raises Refused when there is no room, and for
    a draft that is filed for somebody else: what its filer has here is not that person's.
    """
    held = lock(draft, by)
    field = rules.paper_field(again.paper_position or 0)
    if held.whose is not None:
        raise Refused(_NOT_ANOTHERS, field)
    count = _count_room(held, again.paper_position, field)
    if same := queries.attached_as(held.pk, again.paper_position, again.document.digest):
        return same
    attachment = again.attachment()
    attachment.draft, attachment.position = held, count
    attachment.save()
    save(held, at)
    return attachment


def attach_part(
    *, draft: Draft, part: Part, name: str, paper_position: int | None, by: Account, at: datetime
) -> Arrival:
    """Keep one part of a file for one paper; once the whole is here, attach it as `attach` does.

    A part that is not the next one changes nothing; without content it is a question. A file that is attached already
    has arrived. Raises Refused as `attach` does, as soon as that is known; what cannot be attached is thrown away.
    Each part is committed by itself, so whatever breaks while the whole is attached, a store that does not answer too,
    all of it is still here.
    """
    field = rules.paper_field(paper_position or 0)
    with transaction.atomic():
        held = lock(draft, by)
        if queries.attached_as(held.pk, paper_position, part.digest):
            return Arrival(part.size, attached=True)
        _count_room(held, paper_position, field)
        try:
            upload = records.add_part(
                subject=rules.draft_subject(held.key), field=field, part=part, name=name, by=by, at=at
            )
        except Refused as refused:
            refused.field = field
            raise
    if not upload.whole:
        return Arrival(upload.received, attached=False)
    return _attach_whole(upload, draft=draft, name=name, paper_position=paper_position, by=by, at=at)


def _attach_whole(upload: Upload, *, draft: Draft, **given: Any) -> Arrival:
    which = {"subject": upload.subject, "field": upload.field, "digest": upload.digest}
    try:
        with kept.open_upload(upload) as content:
            attach(draft=draft, content=content, **given)
    except Unavailable:
        raise  # all of it is here: the next question tries again
    except Refused:
        records.discard_uploads(**which)
        raise
    except Broken:
        # Another window has attached it meanwhile, or its sender declared another digest: then it begins again.
        records.discard_uploads(**which)
        attached = queries.attached_as(draft.pk, given["paper_position"], upload.digest) is not None
        return Arrival(upload.size if attached else 0, attached)
    return Arrival(upload.size, attached=True)


@transaction.atomic
def remove_attachment(*, draft: Draft, attachment_id: int, by: Account, at: datetime) -> None:
    """Take one attachment off a draft; one that is gone already is no error (a repeated click)."""
    held = lock(draft, by)
    Attachment.objects.filter(draft=held, id=attachment_id).delete()
    save(held, at)


def _count_room(draft: Draft, position: int | None, field: str) -> int:
    """Return how many files are attached. Raises Refused when there is no room for another, or no such paper."""
    if position == authority.POSITION:
        asked = OnBehalf.objects.filter(draft=draft).exists()
    else:
        asked = position is None or draft.version.papers.filter(position=position).exists()
    if not asked:
        raise Refused("Thủ tục không có giấy tờ này. Hãy tải lại trang rồi chọn lại.", field)
    count = Attachment.objects.filter(draft=draft).count()
    if count >= rules.MOST_ATTACHMENTS:
        raise Refused(
            Phrase(
                "Một hồ sơ nhận tối đa %(count)s tệp. Hãy gộp các trang vào một tệp PDF.", count=rules.MOST_ATTACHMENTS
            ),
            field,
        )
    return count
