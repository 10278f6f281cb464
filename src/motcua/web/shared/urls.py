"""Addresses that everybody uses: sign in and out, language, the components."""

from __future__ import annotations

from django.urls import path

from motcua.web.shared import views

urlpatterns = [
    path("ngon-ngu/", views.language, name="language"),
    path("thanh-phan/", views.components, name="components"),
]
