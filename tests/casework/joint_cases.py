"""A joint procedure for tests: three offices, a branch, an opinion, things to fill in; and its officers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.casework import actions
from motcua.casework.models import Case, JointStep
from motcua.casework.moves import holding
from motcua.catalogue.models import ProcedureVersion
from motcua.offices.models import Office
from motcua.people.models import Account
from motcua.people.rules import Role
from tests.factories import NOW, make_case, make_document, make_office, make_officer, make_version

EVERY = (Role.RECEPTION, Role.CASE_OFFICER, Role.APPROVER)


def process(tax: str, police: str) -> dict[str, Any]:
    """Check at the competent office, post at a commune, tax where there is a duty; the police gives an opinion."""
    duty = {"key": "duty", "label": "Có nghĩa vụ tài chính", "type": "radio", "required": True,
            "options": [{"value": "yes", "label": "Có"}, {"value": "no", "label": "Không"}]}  # fmt: skip
    return {"steps": [
        {"key": "check", "name": "Kiểm tra hồ sơ", "hours": 8, "fields": [duty]},
        {"key": "post", "name": "Niêm yết", "office": "commune", "place": "contact_address", "hours": 16,
         "document": "Biên bản niêm yết",
         "consult": [{"key": "police", "name": "Có tranh chấp không?", "office": police, "hours": 8}],
         "next": [{"if": {"field": "duty", "is": "yes"}, "to": "tax"}, {"to": "end"}]},
        {"key": "tax", "name": "Xác định thuế", "office": tax, "hours": 8, "next": "end"},
    ]}  # fmt: skip


@dataclass
class Joint:
    """Everybody who works on a joint case, and the case, as far as the last move."""

    home: Office = field(default_factory=make_office)
    commune: Office = field(default_factory=make_office)
    tax: Office = field(default_factory=make_office)
    police: Office = field(default_factory=make_office)
    at: datetime = NOW
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.officers = {office.pk: make_officer(office, *EVERY) for office in self.offices}
        given = {"process": process(self.tax.code, self.police.code), **self.more}
        self.version: ProcedureVersion = make_version(offered_by=self.home, **given)
        self.case = make_case("in_progress", at=self.at, office=self.home, version=self.version,
                              officer=self.officers[self.home.pk])  # fmt: skip

    @property
    def offices(self) -> list[Office]:
        """The four offices, the competent one first."""
        return [self.home, self.commune, self.tax, self.police]

    def by(self, office: Office) -> Account:
        """Return who works at an office."""
        return self.officers[office.pk]

    def row(self, key: str) -> JointStep:
        """Return the last step with this key."""
        return [row for row in holding.steps(self.case) if row.key == key][-1]

    def do(self, move: str, at_office: Office, key: str = "", /, **given: Any) -> Case:
        """Make a move as the officer of an office, about the last step with `key` unless it is ""."""
        about = {"about": self.row(key)} if key else {}
        at = given.pop("at", self.at)
        self.case = getattr(actions, move)(case=self.case, by=self.by(at_office), at=at, **about, **given)
        return self.case

    def check(self, duty: str = "yes", **given: Any) -> Case:
        """Complete the first step: the commune is next."""
        chosen = {"post": self.commune}
        return self.do("complete_step", self.home, "check", values={"duty": duty}, chosen=chosen, **given)

    def post(self, **given: Any) -> Case:
        """Give the opinion and complete the step of the commune."""
        self.do("answer_opinion", self.police, "police", answer="Không có.", **given)
        return self.do("complete_step", self.commune, "post", document=make_document(), **given)

    def open(self) -> list[tuple[str, int]]:
        """Return (key, office) of what is open."""
        return [(row.key, row.office_id) for row in holding.open_steps(self.case)]
