"""Which of several names fits best what a person typed. Pure; everything is in the folded form of `core.text.fold`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

MOST_TERMS = 12
PARTIAL = 8  # from here on, words are missing
# Words that say nothing about which procedure is meant; they count only when nothing else was typed.
_EMPTY = frozenset(
    [
        "thu",
        "tuc",
        "xin",
        "lam",
        "toi",
        "muon",
        "can",
        "cho",
        "cua",
        "va",
        "o",
        "tai",
        "ve",
        "de",
        "la",
        "nhu",
        "the",
        "nao",
        "hoi",
    ]
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A procedure as search sees it: folded name, folded text with code, field and keywords, and its folded code."""

    key: int
    code: str
    name: str
    text: str


def phrase(asked: str) -> str:
    """Return the folded words without a leading "thủ tục", as names are stored without it."""
    return re.sub(r"^thu tuc (?=.)", "", asked[:200])


def terms(asked: str) -> list[str]:
    """Return the words to look for, each once, at most twelve."""
    words = list(dict.fromkeys(asked[:200].split()))[:MOST_TERMS]
    return [word for word in words if word not in _EMPTY] or words


def best(asked: str, candidates: Iterable[Candidate]) -> list[tuple[int, Candidate]]:
    """Return (class of fit, candidate), best first; a lower class fits better, within a class shorter names first.

    Candidates that miss a word are left out as soon as one misses none.
    """
    wanted, words = phrase(asked), terms(asked)
    scored = [(_fit(wanted, words, candidate), candidate) for candidate in candidates]
    if any(fit < PARTIAL for fit, _ in scored):
        scored = [(fit, candidate) for fit, candidate in scored if fit < PARTIAL]
    scored.sort(key=lambda pair: (pair[0], pair[1].name.count(" "), pair[1].code))
    return scored


def _fit(wanted: str, words: list[str], candidate: Candidate) -> int:
    """0 the code, 1 its beginning, 2 the name, 3 the phrase in the name, 4 the phrase among keywords, 5 all words in
    the name, 6 their beginnings, 7 all words somewhere, 8 and more: words that are missing."""
    name, text = f" {candidate.name} ", f" {candidate.text} "
    code = candidate.code
    if wanted == code or code.startswith((f"{wanted}.", f"{wanted} ")):
        return 0
    if re.fullmatch(r"[0-9]\.[0-9.]+", wanted) and code.startswith(wanted):
        return 1
    if name.strip() == wanted:
        return 2
    if f" {wanted} " in name:
        return 3
    if f" {wanted} " in text:
        return 4
    if all(f" {word} " in name for word in words):
        return 5
    if all(f" {word}" in name for word in words):
        return 6
    if all(f" {word}" in text for word in words):
        return 7
    # A word that is missing in the name but said elsewhere costs half; words that stand together are worth more.
    cost = sum(0 if f" {word} " in name else 1 if f" {word} " in text else 2 for word in words)
    together = sum(f" {first} {second} " in text for first, second in pairwise(words))
    return PARTIAL + max(0, cost - 2 * together)
