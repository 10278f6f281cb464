"""Answers that a form accepts, about people who do not exist. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.catalogue import forms
from motcua.catalogue.forms import Field, Form

PLACE = "Thôn 2, xã Vũ Quang, tỉnh Hà Tĩnh"
_BY_KIND: dict[str, Any] = {
    "text": "Nguyễn Văn Mẫu",
    "multiline": "Nội dung mô phỏng, không phải của người thật.",
    "address": PLACE,
    "place": PLACE,
    "date": "2001-02-03",
    "money": 1_000_000,
    "personal_id": "099000000000",
    "phone": "0900000000",
    "email": "mo.phong@example.vn",
    "boolean": True,
}


def complete(form: Form, *, on: date) -> dict[str, Any]:
    """Return an answer to every required question of a form. Raises ValueError when the form refuses one."""
    answers: dict[str, Any] = {}
    for page in form.pages:
        for field in page.fields:
            if field.required and field in forms.fields(form, page, answers):
                answers[field.key] = _answer(field)
    wrong = forms.missing(form, answers, on)
    if wrong:
        raise ValueError(f"{form.title}: {wrong}")
    return forms.settle(form, answers)


def prefilled(form: Form) -> dict[str, str]:
    """Return which question asks for which fact about the filer: question → "full_name", "personal_id" …"""
    return {
        field.key: field.prefill for page in form.pages for field in page.fields if field.prefill and field.required
    }


def about(answers: Mapping[str, Any], asked: Mapping[str, str], person: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with what is known of the person in place of the made-up facts."""
    known = {key: person[fact] for key, fact in asked.items() if key in answers and person.get(fact)}
    return {**answers, **known}


def _answer(field: Field) -> Any:
    if field.options:
        return field.options[0][0]
    if field.type == "integer":
        return int(field.min) if isinstance(field.min, int) else 1
    if field.type == "text" and field.default:
        return field.default
    value = _BY_KIND[field.type]
    return value[: field.max_length] if isinstance(value, str) and field.max_length else value
