"""Addresses for citizens and the public."""

from __future__ import annotations

from django.urls import path

from motcua.web.portal import figures

urlpatterns = [
    path("so-lieu/", figures.public_figures, name="public_figures"),
    path("so-lieu.csv", figures.public_figures_csv, name="public_figures_csv"),
]
