"""Addresses that everybody uses: sign in and out, language, the components."""

from __future__ import annotations

from django.urls import path

from motcua.web.shared import kiosk_pages, sign_in, views

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("dang-nhap/xong/", sign_in.signed_in, name="signed_in"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("can-bo/dang-nhap/", sign_in.officer_sign_in, name="officer_sign_in"),
    path("ki-ot/", kiosk_pages.home, name="kiosk"),
    path("ki-ot/o-lai/", kiosk_pages.stay, name="kiosk_stay"),
    path("ki-ot/dong/", kiosk_pages.close_kiosk, name="kiosk_close"),
    path("can-bo/ki-ot/", kiosk_pages.open_kiosk, name="kiosk_open"),
    path("ngon-ngu/", views.language, name="language"),
    path("thanh-phan/", views.components, name="components"),
]
