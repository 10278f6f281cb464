"""How far a draft has come: which pages, papers and questions are done, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.catalogue import forms
from motcua.filing import queries
from motcua.filing.models import Draft


@dataclass(frozen=True, slots=True)
class Task:
    """One page of the form in the task list."""

    page: forms.Page
    done: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """`missing` maps fields to what to say; `papers_missing` is the part of it that concerns papers."""

    form: forms.Form
    tasks: tuple[Task, ...]
    attached: int
    papers_missing: dict[str, str]
    missing: dict[str, str]

    @property
    def complete(self) -> bool:
        return not self.missing and all(task.done for task in self.tasks)

    @property
    def next_page(self) -> forms.Page | None:
        """The first page that is not done."""
        return next((task.page for task in self.tasks if not task.done), None)


def of(draft: Draft, today: date) -> Progress:
    """Return how far a draft has come. Two statements at most."""
    form = forms.form_of(draft.version.form)
    missing = forms.missing(form, draft.answers, today)
    tasks = [Task(page, done) for page, done in queries.filled(form, draft, missing)]
    positions = list(draft.attachments.values_list("paper_position", flat=True))
    papers = queries.still_missing(draft, set(positions))
    return Progress(form, tuple(tasks), len(positions), papers, {**missing, **papers})


def page_before(pages: Sequence[forms.Page], page: forms.Page) -> forms.Page | None:
    """Return the page before this one, for the way back; None at the first."""
    position = [one.key for one in pages].index(page.key)
    return pages[position - 1] if position else None


def page_of(form: forms.Form, field: str) -> str:
    """Return the key of the page that asks a field; "" when none does (a paper, a refusal of the whole)."""
    return next((page.key for page in form.pages for one in page.fields if one.key == field), "")


def by_page(lines: Iterable[forms.Shown], *, answered: bool = False) -> list[list[forms.Shown]]:
    """Return the lines of an answered form, a list for each page; with `answered`, without those left empty."""
    groups: dict[str, list[forms.Shown]] = {}
    for line in lines:
        if line.text or not answered:
            groups.setdefault(line.page.key, []).append(line)
    return list(groups.values())
