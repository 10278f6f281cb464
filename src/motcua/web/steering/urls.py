"""Addresses for leaders and procedure controllers."""

from __future__ import annotations

from django.urls import path

from motcua.web.steering import calendar, figures, opened, texts

urlpatterns = [
    path("dieu-hanh/", figures.steering, name="steering"),
    path("dieu-hanh/mo-so-lieu/<str:code>/", opened.opened, name="opened_figure"),
    path("lich-lam-viec/", calendar.calendar, name="calendar"),
    path("mau-tin/", texts.overview, name="message_texts"),
    path("mau-tin/<slug:occasion>/<slug:medium>/", texts.edit, name="message_text"),
]
