"""The journal holds nothing of a person: erasing her rows leaves chain and figures whole."""

from __future__ import annotations

import pytest

from motcua.casework import actions as casework
from motcua.correspondence import actions as correspondence
from motcua.filing.models import Dossier
from motcua.journal.models import Entry, Subject
from motcua.people.models import Account, Person
from tests.factories import NOW, make_case, make_citizen, make_office, make_officer

pytestmark = pytest.mark.django_db
WORDS = "Chờ lâu vì cháu Bùi Thị Hạt Tiêu"
REASON = "Thiếu giấy chứng sinh của cháu Bùi Thị Hạt Tiêu"


def test_no_entry_carries_a_name_a_number_an_answer_or_the_words_of_a_reason():
    office = make_office()
    officer = make_officer(office, "reception", "case_officer", "approver", full_name="Đặng Văn Cán Bộ")
    citizen = make_citizen(full_name="Hoàng Thị Hạt Dẻ")
    Person.objects.filter(id=citizen.person_id).update(phone="0912345678", residence="Xóm Bãi Bằng", email="hat@de.vn")
    answers = {
        "applicant_name": "Hoàng Thị Hạt Bí", "applicant_personal_id": "042190004711", "applicant_birth_date": "1990-02-03",
        "contact_phone": "0987654321", "contact_address": "Thôn Đồng Nổ", "request_text": "Đề nghị hiếm gặp",
    }  # fmt: skip
    done = make_case("returned", officer=officer, office=office, account=citizen, answers=answers)
    correspondence.rate(case=done, answer="not_satisfied", words=WORDS, by=None, at=NOW)
    asked = make_case("new", officer=officer, office=office, account=citizen)
    casework.ask_supplement(case=asked, reason=REASON, by=officer, at=NOW)
    person = Person.objects.get(id=citizen.person_id)
    secrets = {
        person.full_name, person.personal_id, person.phone, person.residence, person.email, person.salt, REASON, WORDS,
        officer.full_name, officer.username, citizen.username, *answers.values(),
        *Account.objects.values_list("full_name", flat=True), *Dossier.objects.values_list("salt", flat=True),
    }  # fmt: skip
    written = [f"{entry.body} {entry.actor} {entry.subject}" for entry in Entry.objects.all()]
    assert len(written) == 9
    assert [secret for secret in secrets if any(secret in text for text in written)] == []
    assert not any(word in name for name in Subject.objects.values_list("name", flat=True) for word in ("0990", "Hạt"))
