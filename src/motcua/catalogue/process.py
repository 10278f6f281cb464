"""The process of a procedure (quy trình nội bộ) as data: steps, who takes them, what follows which. Pure.

How such data is written: docs/procedures.md. A version without a process has none of this: work, then approve.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.catalogue import forms
from motcua.catalogue.forms import Answers, Condition, Field, Form, Page
from motcua.catalogue.rules import is_named
from motcua.people.rules import Role

COMPETENT, COMMUNE, END = "competent", "commune", "end"


@dataclass(frozen=True, slots=True)
class Part:
    """What one office is to do: a step, or an opinion that it is asked for while another works.

    `office` is COMPETENT, COMMUNE (chosen when it is handed over, suggested by the answer to the field `place`) or the
    code of an agency. `hours` are office hours of that office, null: no time of its own. `when` is the condition under
    which an opinion is asked for.
    """

    key: str
    name: str
    office: str = COMPETENT
    role: Role = Role.CASE_OFFICER
    hours: int | None = None
    place: str = ""
    when: Condition | None = None

    @property
    def is_chosen(self) -> bool:
        """Whether whoever hands over says which office it is."""
        return self.office == COMMUNE


@dataclass(frozen=True, slots=True)
class ProcessStep(Part):
    """One step of the process. `document` names the paper that it makes, "" for none.

    `following` are (condition, key of the next step or END), the first that holds counts; the last has no condition.
    """

    fields: tuple[Field, ...] = ()
    document: str = ""
    opinions: tuple[Part, ...] = ()
    following: tuple[tuple[Condition | None, str], ...] = field(default=((None, END),))

    @property
    def form(self) -> Form:
        """What must be filled in to complete the step, as a form of one page."""
        return Form(self.name, (Page(self.key, self.name, self.fields),))


@dataclass(frozen=True, slots=True)
class Process:
    """All steps; the first one begins when the case is assigned, at the competent office."""

    steps: tuple[ProcessStep, ...]

    @property
    def first(self) -> ProcessStep:
        """The step with which the work begins."""
        return self.steps[0]

    def find(self, key: str) -> ProcessStep | None:
        """Return the step with this key; None when there is none."""
        return next((step for step in self.steps if step.key == key), None)


def process_of(data: Mapping[str, Any] | None) -> Process | None:
    """Return the process of a version from its checked data; None when it has none."""
    if not data:
        return None
    given = data["steps"]
    names = [step["key"] for step in given]
    return Process(tuple(_step(step, names[at + 1] if at + 1 < len(names) else END) for at, step in enumerate(given)))


def following(process: Process, step: ProcessStep, answers: Answers) -> ProcessStep | None:
    """Return the step that follows for these answers (of the form and of the steps so far); None after the last."""
    to = next(key for condition, key in step.following if forms.applies(condition, answers))
    return process.find(to)


def opinions(step: ProcessStep, answers: Answers) -> list[Part]:
    """Return the opinions that are asked for when a step begins, with these answers."""
    return [part for part in step.opinions if forms.applies(part.when, answers)]


def ahead(process: Process, step: ProcessStep | None, answers: Answers) -> list[ProcessStep]:
    """Return the steps that would follow `step` if the answers stayed as they are (from the first when None)."""
    found: list[ProcessStep] = [] if step else [process.first]
    here = step or process.first
    while (then := following(process, here, answers)) is not None:
        found.append(then)
        here = then
    return found


def read_values(step: ProcessStep, raw: Mapping[str, str], today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """Return (values, errors by field) of what was posted to complete a step; unknown names are passed over."""
    names = {one.key + tail for one in step.fields for tail in ("", "-day", "-month", "-year")}
    sent = {name: value for name, value in raw.items() if name in names}
    return forms.validate_page(step.form, step.key, sent, {}, today)


def suggested(part: Part, answers: Answers, communes: Mapping[str, str]) -> str:
    """Return the code of the commune that the answer to `place` names, of {code: short name}; "" when none is named.

    The longest name that the answer holds: "xã Kỳ Anh" is not "Kỳ".
    """
    said = answers.get(part.place)
    if not isinstance(said, str):
        return ""
    named = [code for code, name in communes.items() if is_named(said, name)]
    return max(named, key=lambda code: len(communes[code]), default="")


def _step(data: Mapping[str, Any], then: str) -> ProcessStep:
    given = data.get("next", then)
    branches: list[dict[str, Any]] = [{"to": given}] if isinstance(given, str) else given
    return ProcessStep(
        **_part(data),
        fields=tuple(forms.field_of(one) for one in data.get("fields", ())),
        document=data.get("document", ""),
        opinions=tuple(Part(**_part(one)) for one in data.get("consult", ())),
        following=tuple((forms.when(branch.get("if")), branch["to"]) for branch in branches),
    )


def _part(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": data["key"], "name": data["name"], "office": data.get("office", COMPETENT),
        "role": Role(data.get("role", Role.CASE_OFFICER)), "hours": data.get("hours"), "place": data.get("place", ""),
        "when": forms.when(data.get("if")),
    }  # fmt: skip
