"""Addresses for leaders and procedure controllers."""

from __future__ import annotations

from django.urls import path

from motcua.web.steering import calendar, figures, importing, texts

urlpatterns = [
    path("dieu-hanh/", figures.steering, name="steering"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("dieu-hanh/nhap-ho-so/", importing.imports, name="dossier_imports"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/", importing.one, name="dossier_import"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/bao-cao.csv", importing.report, name="dossier_import_report"),
    path("mau-tin/", texts.overview, name="message_texts"),
    path("mau-tin/<slug:occasion>/<slug:medium>/", texts.edit, name="message_text"),
]
