"""By what authority somebody files online for another person, and what is told of her. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from motcua.core import text
from motcua.core.errors import Phrase
from motcua.filing.rules import FilingBasis
from motcua.people import facts
from motcua.people.facts import Facts

ADULT = 18
POSITION = 99_999
"""The place, among the papers of a draft, of the paper that shows the authority: no procedure asks for so many."""

PAPERS = {
    FilingBasis.MANDATE: Phrase("Giấy ủy quyền"),
    FilingBasis.PARENT: Phrase("Giấy khai sinh hoặc giấy chứng sinh của con"),
    FilingBasis.GUARDIAN: Phrase("Giấy tờ về việc giám hộ"),
    FilingBasis.APPOINTED: Phrase("Quyết định chỉ định người đại diện"),
}
"""The paper that shows each authority (giấy tờ về việc nộp thay)."""


def check(typed: Facts, basis: str, *, own_number: str, today: date) -> tuple[Facts, dict[str, str]]:
    """Return what is told of the represented person in its stored form, and what is wrong with it, by field.

    Checked as at a counter; her number may only be missing of a child, and is never the filer's own.
    """
    found, errors = facts.check(typed, today=today)
    if not found.residence and not found.phone:
        errors["residence"] = Phrase("Nhập địa chỉ hoặc số điện thoại của người được nộp thay.")
    if basis not in FilingBasis.values:
        errors["basis"] = Phrase("Chọn vì sao bạn được nộp thay người này.")
    minor = found.birth_date is not None and not _of_age(found.birth_date, today)
    if basis == FilingBasis.PARENT and not minor:
        errors.setdefault("birth_date", _PARENT_OF_A_CHILD if found.birth_date else _BIRTH_DATE)
    if not found.personal_id and not (minor and basis in (FilingBasis.PARENT, FilingBasis.GUARDIAN)):
        errors.setdefault("personal_id", _NUMBER)
    elif found.personal_id and found.personal_id == own_number:
        errors["personal_id"] = Phrase("Đây là số định danh của chính bạn. Nộp cho mình thì chọn «Cho chính tôi».")
    return found, errors


def missing_paper(basis: str, attached: Collection[int | None]) -> dict[str, str]:
    """Return what to say where nothing shows the authority, by field; {} where something does."""
    if POSITION in attached:
        return {}
    return {f"paper-{POSITION}": Phrase("Đính kèm «%(paper)s».", paper=PAPERS[FilingBasis(basis)])}


def goes_on(before: Facts, basis_before: str, now: Facts, basis: str) -> bool:
    """Return whether the paper that showed one authority can show the next: of one kind, about one person.

    Whoever only mends her name or her number has the same person before him.
    """
    same_number = before.personal_id and before.personal_id == now.personal_id
    return basis == basis_before and bool(same_number or text.fold(before.full_name) == text.fold(now.full_name))


def _of_age(born: date, today: date) -> bool:
    return (today.year - born.year, today.month, today.day) >= (ADULT, born.month, born.day)


_BIRTH_DATE = Phrase("Nhập ngày sinh của con.")
_PARENT_OF_A_CHILD = Phrase("Con đã đủ 18 tuổi thì phải ủy quyền. Xem lại ngày sinh, hoặc chọn lý do khác.")
_NUMBER = Phrase(
    "Nhập 12 chữ số định danh của người được nộp thay. Chỉ để trống khi cha mẹ hoặc người giám hộ nộp thay trẻ dưới "
    "18 tuổi chưa có số."
)
