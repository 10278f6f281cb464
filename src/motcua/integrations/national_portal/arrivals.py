"""Dossiers of the portal become cases here, once; what the portal sends again changes them or is reported.

Each record is a transaction of its own: a bad one is reported and the rest goes on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import DataError, transaction

from motcua.casework import actions as casework
from motcua.casework import queries as cases
from motcua.casework.models import Case
from motcua.casework.moves import arrivals as records_of
from motcua.casework.moves.arrivals import Sent
from motcua.casework.rules import OPEN, Status
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ProcedureVersion
from motcua.catalogue.rules import may_resolve
from motcua.core import clock
from motcua.core.errors import Invalid, Refused
from motcua.core.report import NOT_IN, Notes, Rejected, Report
from motcua.filing.rules import System
from motcua.integrations.national_portal import papers, payload, reading
from motcua.integrations.national_portal.papers import Beside
from motcua.integrations.national_portal.payload import Record
from motcua.offices import queries as offices
from motcua.offices.models import Office
from motcua.offices.rules import OfficeKind
from motcua.people import arriving
from motcua.people.identity import Claims
from motcua.people.models import Person

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"
_HERE_FIRST = "không áp dụng; hồ sơ ở đây giữ nguyên"
_ELSEWHERE = {
    Status.REFUSED: "Cổng ghi không được tiếp nhận: mở hồ sơ ở đây và từ chối, nếu đúng như vậy",
    Status.WITHDRAWN: "Cổng ghi công dân đã rút: mở hồ sơ ở đây và ghi nhận rút hồ sơ",
}


def take(content: bytes, *, at: datetime, beside: Beside = papers.NOWHERE) -> Report:
    """Take in the records of a file; files of their papers are looked for `beside`. Raises Refused for no record."""
    rows = reading.items(content)
    report, named = Report(), Counter(name for _, item in rows for name in set(payload.paper_names(item)))
    at_hand = replace(beside, shared=frozenset(name for name, times in named.items() if times > 1))
    for number, item in rows:
        report.rows += 1
        notes, code = Notes(), payload.code_of(item)
        try:
            outcome = _take_one(item, notes, at, at_hand)
        except Rejected as wrong:
            notes.found = [(wrong.field, wrong.problem, wrong.done)]
            outcome = "rejected"
        except Refused as refused:
            notes.found = [(refused.field or "line", refused.message, NOT_IN)]
            outcome = "rejected"
        except Invalid as invalid:
            notes.found = [(name, message, NOT_IN) for name, message in invalid.errors.items()]
            outcome = "rejected"
        except DataError:
            notes.found = [("line", "có giá trị mà cơ sở dữ liệu không lưu được; xem lại nơi gửi", NOT_IN)]
            outcome = "rejected"
        setattr(report, outcome, getattr(report, outcome) + 1)
        report.notes += [
            {"row": number, "code": code, "field": name, "problem": problem, "done": done}
            for name, problem, done in notes.found
        ]
    return report


def _take_one(item: Any, notes: Notes, at: datetime, beside: Beside) -> str:
    if isinstance(item, reading.Unreadable):
        raise Rejected("line", item)
    record = payload.read(item, notes, at=at)
    with transaction.atomic():
        case = cases.by_code(record.code)
        if case is None:
            _open(record, notes, at, beside)
            return CREATED
        if case.dossier.system != System.NATIONAL_PORTAL:
            raise Rejected("MaHoSo", "mã này là của một hồ sơ nộp tại hệ thống này; Cổng phải cấp mã khác")
        return _again(case, record, notes, at, beside)


def _open(record: Record, notes: Notes, at: datetime, beside: Beside) -> None:
    """Make the case of a record: filed (1), or received already (2)."""
    if record.status not in (Status.NEW, Status.RECEIVED):
        raise Rejected(
            "TrangThaiHoSo",
            f"hồ sơ đang ở trạng thái {int(record.status)} «{record.status.label}» mà ở đây chưa có; chỉ nhận hồ sơ "
            "mới đăng ký (1) hoặc vừa được tiếp nhận (2): hãy xuất lại từ lúc nộp",
        )
    day = clock.local_day(record.submitted_at)
    version = _version(record, day)
    office, counter = _office(record, version, day)
    sent, applicant = _sent(record, notes, at, beside, set())
    given: dict[str, Any] = {
        "version": version, "office": office, "channel": record.channel, "submitted_at": record.submitted_at,
        "code": record.code, "system": System.NATIONAL_PORTAL, "answers": sent.answers, "applicant": applicant,
        "documents": [(None, paper.document) for paper in sent.papers if paper.document],
    }  # fmt: skip
    if applicant is not None and record.verified:
        given |= {"filer": arriving.account_of(applicant), "verified": True}
    if record.status is Status.NEW:
        case = casework.arrive(at=at, **given)
    elif record.received_at is None:
        raise Rejected("NgayTiepNhan", "hồ sơ đã được tiếp nhận (2) mà không ghi lúc nào; xem lại nơi gửi")
    else:
        case = casework.register_received(
            by=None, at=record.received_at, entered_at=at, received_office=counter, **given
        )
        _compare_due(case, record, notes)
    casework.remember(case=case, sent=sent, at=at)


def _again(case: Case, record: Record, notes: Notes, at: datetime, beside: Beside) -> str:
    """Apply what may be applied of a record about a case that is here; report the rest."""
    known = papers.fetched(case.dossier)
    if records_of.is_known(case, record.digest):
        return _fetch(case, record, notes, at, beside, known)
    if case.status == Status.NEW and record.status in (Status.NEW, Status.RECEIVED):
        _refuse_another(case, record)
        sent, _ = _sent(record, notes, at, beside, known, case.dossier.applicant)
        casework.take_over(case=case, sent=sent, at=at)
        if record.status is Status.RECEIVED:
            notes.add("TrangThaiHoSo", "Cổng ghi đã tiếp nhận, ở đây chưa", "thay nội dung; một cửa vẫn phải tiếp nhận")
        return CHANGED
    if new := records_of.new_supplements(case, record.supplements):
        sent, _ = _sent(record, notes, at, beside, known, case.dossier.applicant)
        casework.supplement_there(case=case, sent=sent, references=new, at=at)
        return CHANGED
    here = f"ở đây: «{Status(case.status).label}»"
    if case.status == Status.NEW:
        problem = f"Cổng ghi «{record.status.label}», ở đây chưa ai tiếp nhận"
    else:
        problem = f"hồ sơ đã được giải quyết ở đây, bản tin có nội dung khác ({here})"
    notes.add("TrangThaiHoSo", _ELSEWHERE.get(record.status, problem), _HERE_FIRST)
    return UNCHANGED


def _fetch(case: Case, record: Record, notes: Notes, at: datetime, beside: Beside, known: set[str]) -> str:
    """Attach the files that were only named when this very record came before, and lie here now."""
    if case.status not in OPEN or not papers.any_lies(record, beside, known):
        return UNCHANGED
    sent, _ = _sent(record, notes, at, beside, known, case.dossier.applicant)
    if not any(paper.document for paper in sent.papers):
        return UNCHANGED
    casework.fetch_papers(case=case, sent=sent, at=at)
    return CHANGED


def _refuse_another(case: Case, record: Record) -> None:
    if case.dossier.procedure.code not in record.procedures:
        raise Rejected(
            "MaTTHC", f"hồ sơ này ở đây theo thủ tục {case.dossier.procedure.code}; Cổng phải rút và nộp hồ sơ mới"
        )


def _version(record: Record, day: Any) -> ProcedureVersion:
    for code in record.procedures:
        if version := catalogue.version_on(code, day):
            return version
    raise Rejected(
        "MaTTHC",
        f"thủ tục {record.procedures[0]} không có trong danh mục ngày {day:%d/%m/%Y}: nạp bằng «motcua import "
        "procedures», rồi nhập lại tệp này",
    )


def _office(record: Record, version: ProcedureVersion, day: Any) -> tuple[Office, Office]:
    """Return who resolves the dossier and who received it: a counter receives for the committee above it."""
    found = next((one for code in record.offices if (one := offices.office(code))), None)
    codes = ", ".join(record.offices)
    if found is None:
        raise Rejected("DonViXuLy", f"không có cơ quan mang mã {codes}: xem «motcua offices», rồi sửa nơi gửi")
    if (found.valid_from and found.valid_from > day) or (found.valid_to and found.valid_to < day):
        after = ", ".join(f"{link.successor.short_name} ({link.successor.code})" for link in offices.successors(found))
        raise Rejected(
            "DonViXuLy",
            f"{found.name} không hoạt động ngày {day:%d/%m/%Y}; "
            + (f"hãy gửi {after}" if after else "xem lại nơi gửi"),
        )
    above = found.parent if found.kind in (OfficeKind.COUNTER, OfficeKind.SERVICE_CENTRE) and found.parent else found
    if not may_resolve(version.authority_tiers, tier=above.tier, kind=above.kind):
        raise Rejected("DonViXuLy", f"{above.name} không giải quyết thủ tục này; xem lại nơi gửi")
    return above, found


def _sent(
    record: Record, notes: Notes, at: datetime, beside: Beside, known: set[str], was: Person | None = None
) -> tuple[Sent, Person | None]:
    """Return what a record says, with its applicant: who she `was` before, where the record gives no number."""
    applicant = None
    if record.claims is not None:
        applicant = _applicant(record.claims, notes, was, at)
    named = papers.named(record, notes, at, beside, known)
    return Sent(record.digest, dict(record.answers), applicant, named), applicant


def _applicant(claims: Claims, notes: Notes, was: Person | None, at: datetime) -> Person:
    """The person of a record; one whose number is known here under another name is nobody known: people look at it."""
    if claims.personal_id and not arriving.same_name(claims):
        notes.add(
            "SoGiayToChuHoSo",
            "số định danh này ở đây mang tên khác",
            "ghi chủ hồ sơ theo tên, không nối với ai; xem lại",
        )
        claims = replace(claims, personal_id="")
    if was is not None and not claims.personal_id and was.full_name == claims.full_name:
        return was
    return arriving.find_or_make(claims=claims, at=at)


def _compare_due(case: Case, record: Record, notes: Notes) -> None:
    if record.due_at is None or case.due_at is None or clock.local_day(record.due_at) == clock.local_day(case.due_at):
        return
    ours = f"{clock.local(case.due_at):%H:%M %d/%m/%Y}"
    notes.add(
        "NgayHenTra", f"Cổng hẹn {record.due_at:%H:%M %d/%m/%Y}, quy tắc tính hạn ở đây cho {ours}",
        "giữ hạn theo quy tắc ở đây",
    )  # fmt: skip
