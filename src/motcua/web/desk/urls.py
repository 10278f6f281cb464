"""Addresses for the counter, case officers and approvers."""

from __future__ import annotations

from django.urls import URLPattern, path

from motcua.web.desk import bulk, deputy, helping, moves, papers, register, views

urlpatterns: list[URLPattern] = [
    path("can-bo/ma-ho-tro/", helping.helper_code, name="helper_code"),
    path("can-bo/nguoi-thay/", deputy.deputy, name="deputy"),
    path("ban-lam-viec/cung-luc/", bulk.at_once, name="desk_bulk"),
    path("ban-lam-viec/cung-luc/<str:key>/", bulk.run, name="desk_bulk_run"),
    path("so-theo-doi/", register.cases, name="register"),
    path("so-theo-doi/excel/", register.excel, name="register_excel"),
    path("ban-lam-viec/", views.queue, name="desk_queue"),
    path("ban-lam-viec/ho-so/<str:code>/", views.case, name="desk_case"),
    path("ban-lam-viec/ho-so/<str:code>/tep/<str:key>/", views.document, name="desk_document"),
    path("ban-lam-viec/ho-so/<str:code>/giay/<int:entry>/", views.paper, name="desk_paper"),
    path("ban-lam-viec/giay-to/", papers.papers, name="desk_papers"),
    path("ban-lam-viec/ho-so/<str:code>/giay/<int:entry>/in-lai/", papers.reprint, name="desk_reprint"),
    path("ban-lam-viec/ho-so/<str:code>/phieu-kiem-soat/", views.control_slip, name="desk_control_slip"),
    path("ban-lam-viec/ho-so/<str:code>/<slug:step>/", moves.move, name="desk_move"),
]
