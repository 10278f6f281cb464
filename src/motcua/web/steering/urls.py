"""Addresses for leaders and procedure controllers."""

from __future__ import annotations

from django.urls import path

from motcua.web.steering import calendar, classes, effects, figures, importing, texts, training

urlpatterns = [
    path("dieu-hanh/", figures.steering, name="steering"),
    path("dieu-hanh/hieu-qua/", effects.effects, name="effects"),
    path("tap-huan/", training.overview, name="training"),
    path("tap-huan/can-bo/<str:code>/", training.skills, name="training_skills"),
    path("tap-huan/lap-lop/", classes.new, name="training_new"),
    path("tap-huan/lop/<int:number>/", classes.show, name="training_class"),
    path("tap-huan/lop/<int:number>/sua/", classes.change, name="training_change"),
    path("tap-huan/lop/<int:number>/huy/", classes.cancel, name="training_cancel"),
    path("tap-huan/lop/<int:number>/diem-danh/", classes.attendance, name="training_attendance"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("dieu-hanh/nhap-ho-so/", importing.imports, name="dossier_imports"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/", importing.one, name="dossier_import"),
    path("dieu-hanh/nhap-ho-so/<slug:key>/bao-cao.csv", importing.report, name="dossier_import_report"),
    path("mau-tin/", texts.overview, name="message_texts"),
    path("mau-tin/<slug:occasion>/<slug:medium>/", texts.edit, name="message_text"),
]
