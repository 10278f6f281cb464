"""Addresses for members of community teams, on a phone, and for whoever was helped by one."""

from __future__ import annotations

from django.urls import path

from motcua.web.field import evenings, handing_over, next_person, taking_back

urlpatterns = [
    path("ho-tro/", evenings.home, name="field"),
    path("ho-tro/tu-kiem-tra/", evenings.self_check, name="field_check"),
    path("ho-tro/buoi/", evenings.begin, name="field_begin"),
    path("ho-tro/buoi/ket-thuc/", evenings.end, name="field_end"),
    path("ho-tro/dua-may/", handing_over.hand_over, name="field_hand_over"),
    path("ho-tro/ghi/<str:kind>/", next_person.record, name="field_record"),
    path("ho-tro/da-ghi/", next_person.done, name="field_done"),
    path("ho-tro/lich-hen/", evenings.booked, name="field_booked"),
    path("ho-tro/phieu/", next_person.slip, name="field_slip"),
    path("rut-dong-y/", taking_back.withdraw, name="withdraw_consent"),
]
