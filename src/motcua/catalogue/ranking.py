"""Which of several names fits best what a person typed. Pure.

Names and texts are in the folded form of `core.text.fold` with a space before and after, so that " word " is a whole
word and " wor" its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

MOST_TERMS = 12
CODE, CODE_BEGINS, NAME, IN_NAME, IN_TEXT, WORDS_IN_NAME, WORDS_IN_TEXT, PARTIAL = range(8)
# Words that say nothing about which procedure is meant; they count only when nothing else was typed.
_EMPTY = frozenset(
    ("thu", "tuc", "xin", "lam", "toi", "muon", "can", "cho", "cua", "va", "o", "tai", "ve", "de", "la", "nhu", "hoi")
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure as search sees it. `level` counts up with the service level, 0 where none is set."""

    key: int
    code: str
    name: str
    text: str
    plain_name: str = ""
    level: int = 0
    has_form: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed: folded without a leading "thủ tục"; `plain` in lower case, "" when typed without marks."""

    words: str
    plain: str = ""

    def terms(self) -> list[str]:
        """Return the words to look for, each once, at most twelve."""
        words = list(dict.fromkeys(self.words.split()))[:MOST_TERMS]
        return [word for word in words if word not in _EMPTY] or words


def question(folded: str, typed: str) -> Question:
    """Return the question behind a folded text and what was typed, in NFC on one line."""
    plain = re.sub(r"^thủ tục (?=.)", "", typed.lower()[:200])
    return Question(re.sub(r"^thu tuc (?=.)", "", folded[:200]), "" if plain.isascii() else plain)


def best(asked: Question, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates, best first.

    The phrase in the name or among the keywords fits alike: what an office offers comes first, then what has it in the
    name, then higher service levels, forms, shorter names. Candidates that miss a word are left out as soon as one
    misses none.
    """
    terms = asked.terms()
    pairs = list(pairwise(asked.words.split()[:MOST_TERMS]))
    scored = [(_fit(asked, terms, pairs, candidate), candidate) for candidate in candidates]
    whole = [pair for pair in scored if pair[0] < PARTIAL]
    return [candidate for _, candidate in sorted(whole or scored, key=lambda pair: _order(pair[0], pair[1], pairs))]


def _order(fit: int, candidate: Candidate, pairs: list[tuple[str, str]]) -> tuple[int | str, ...]:
    alike = IN_NAME if fit == IN_TEXT else fit
    together = _together(pairs, candidate.name) if fit >= WORDS_IN_NAME else 0
    offered = min(candidate.level, 1)
    spaces = candidate.name.count(" ")
    return alike, -together, -offered, fit, -candidate.level, not candidate.has_form, spaces, candidate.code


def _together(pairs: list[tuple[str, str]], text: str) -> int:
    return sum(f" {first} {second} " in text for first, second in pairs)


def _fit(asked: Question, terms: list[str], pairs: list[tuple[str, str]], candidate: Candidate) -> int:
    name, text, wanted = candidate.name, candidate.text, asked.words
    if candidate.code == wanted or candidate.code.startswith((f"{wanted}.", f"{wanted} ")):
        return CODE
    if re.fullmatch(r"[0-9]\.[0-9.]+", wanted) and candidate.code.startswith(wanted):
        return CODE_BEGINS
    # Typed with marks, "sổ đỏ" does not mean "thô sơ do".
    same_marks = not asked.plain or asked.plain in candidate.plain_name.lower()
    if same_marks and f" {wanted} " in name:
        return NAME if name.strip() == wanted else IN_NAME
    if f" {wanted} " in text and f" {wanted} " not in name:
        return IN_TEXT
    if all(f" {word} " in name for word in terms):
        return WORDS_IN_NAME
    if all(f" {word} " in text for word in terms):
        return WORDS_IN_TEXT
    # A word that is missing in the name but said elsewhere costs half; words that stand together make up for others.
    cost = sum(0 if f" {word} " in name else 1 if f" {word} " in text else 2 for word in terms)
    return PARTIAL + max(0, cost - 2 * _together(pairs, text))
