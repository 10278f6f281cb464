"""Whether a paper that a person has is the one that a procedure asks for, by what both are called. Pure.

Catalogues name papers in words, with alternatives and remarks, and give them no codes that agree (decision record
docs/decisions/papers-used-again.md). So a match is an offer that the person and the officer judge, never a proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from motcua.core import text

_REMARK = re.compile(r"\([^)]*\)?")
_ALTERNATIVES = re.compile(r"[;,/]|\bhoặc\b|\bthì\b|\bvà\b", re.IGNORECASE)
_HOW_COPIED = re.compile(r"^(?:ban )?(?:sao|chinh|goc|chup|photo|photocopy)(?: (?:da )?chung thuc)? ")
_MADE_FOR_ONE = (
    "to khai", "don", "giay de nghi", "phieu", "van ban uy quyen", "giay uy quyen", "van ban de nghi", "bien ban",
    "to trinh", "giay cam doan", "ban cam ket", "ban khai",
)  # fmt: skip
_GENERAL = frozenset({
    "giay chung nhan", "giay xac nhan", "giay phep", "giay to", "quyet dinh", "van ban", "ban sao", "giay to tuy than",
    "giay to khac", "giay chung nhan da cap", "ho so",
})  # fmt: skip
_FEWEST_WORDS = 3


def made_for_one(name: str) -> bool:
    """Return whether a paper is written for one dossier only, such as a declaration: an older one says nothing."""
    folded = text.fold(_REMARK.sub(" ", name))
    return any(folded == start or folded.startswith(f"{start} ") for start in _MADE_FOR_ONE)


def alike(asked: str, names: Iterable[str]) -> bool:
    """Return whether a paper of one of these names may be what is asked for.

    Compared without marks, case and remarks in brackets, without how it was copied, each alternative by itself. Names
    are alike when they are equal, or when one of three words or more stands whole inside the other. What only says of
    which sort it is ("giấy chứng nhận") is not enough.
    """
    wanted = _said(asked)
    return any(_same(one, other) for name in names for one in _said(name) for other in wanted)


def _said(name: str) -> list[str]:
    parts = (text.fold(part) for part in _ALTERNATIVES.split(_REMARK.sub(" ", name)))
    return [bare for part in parts if (bare := _HOW_COPIED.sub("", f"{part} ").strip())]


def _same(one: str, other: str) -> bool:
    if one == other:
        return one not in _GENERAL
    shorter, longer = sorted((one, other), key=len)
    long_enough = len(shorter.split()) >= _FEWEST_WORDS and shorter not in _GENERAL
    return long_enough and f" {shorter} " in f" {longer} "
