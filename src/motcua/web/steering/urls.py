"""Addresses for leaders and procedure controllers."""

from __future__ import annotations

from django.urls import path

from motcua.web.steering import calendar, figures, targets, texts

urlpatterns = [
    path("dieu-hanh/", figures.steering, name="steering"),
    path("dieu-hanh/muc-tieu/", targets.overview, name="targets"),
    path("dieu-hanh/muc-tieu/<str:code>/", targets.office_targets, name="office_targets"),
    path("dieu-hanh/muc-tieu/<str:code>/giao/", targets.give_target, name="give_target"),
    path("dieu-hanh/muc-tieu/<str:code>/chia/", targets.share_target, name="share_target"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("mau-tin/", texts.overview, name="message_texts"),
    path("mau-tin/<slug:occasion>/<slug:medium>/", texts.edit, name="message_text"),
]
