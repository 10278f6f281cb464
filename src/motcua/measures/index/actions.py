"""Setting what the sources of the 766 index leave open."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.core import clock, text
from motcua.core.errors import Invalid, Phrase, Refused
from motcua.journal import actions as journal
from motcua.journal.rules import Event
from motcua.measures.index import parameters, rules
from motcua.measures.index.profile import profile_on
from motcua.measures.index.queries import history
from motcua.measures.models import IndexParameter
from motcua.people.models import Account
from motcua.people.rules import actor


@transaction.atomic
def set_parameter(
    *, name: str, value: str, valid_from: date | None, source: str, by: Account, at: datetime
) -> IndexParameter:  # fmt: skip
    """Set a parameter of the index from a day on; every index of a period that ends later is scored by it.

    `value` is as it was typed, `source` says on what it rests. The same again changes nothing. Raises Invalid by field
    ("value", "valid_from", "source"), LookupError for a parameter that there is not.
    """
    profile = profile_on(clock.local_day(at))
    parameter = profile.parameter(name)
    if parameter is None:
        raise LookupError(f"no parameter {name}")
    errors: dict[str, str] = {}
    kept, rests_on = "", text.one_line(source)
    try:
        kept = parameters.read_value(parameter, value, profile)
    except Refused as refused:
        errors[refused.field] = refused.message
    if valid_from is None:
        errors["valid_from"] = Phrase("Nhập ngày bắt đầu áp dụng.")
    elif valid_from < profile.valid_from:
        errors["valid_from"] = Phrase(
            "Bộ chỉ số 766 có từ ngày %(day)s. Chọn ngày sau đó.", day=f"{profile.valid_from:%d/%m/%Y}"
        )
    if not rests_on:
        errors["source"] = Phrase("Ghi căn cứ: văn bản, thông báo hay kết quả đối chiếu.")
    elif len(rests_on) > _LONGEST:
        errors["source"] = Phrase("Căn cứ dài quá %(most)s ký tự: viết ngắn lại.", most=_LONGEST)
    if errors:
        raise Invalid(errors)
    assert valid_from is not None
    for earlier in history(name)[:1]:
        if (earlier.value, earlier.valid_from, earlier.source) == (kept, valid_from, rests_on):
            return earlier
    given = {"name": name, "value": kept, "valid_from": valid_from}
    made = IndexParameter.objects.create(**given, source=rests_on, set_by=by, set_at=at)
    facts = {**given, "profile": profile.name, "version": profile.version, "valid_from": valid_from.isoformat()}
    journal.append(Event(rules.subject(made.pk), "index_parameter_set", at, actor(by.pk), facts=facts, opens=True))
    return made


_LONGEST = 200
