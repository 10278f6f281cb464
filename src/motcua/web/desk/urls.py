"""Addresses for the counter, case officers and approvers."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
