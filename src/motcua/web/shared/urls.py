"""Addresses that everybody uses: sign in and out, language."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
