"""Pages for what went wrong: not allowed, not found, our own fault."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Say that this account may not open the page, and what to do."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, and lead to the search."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours and nothing typed is lost."""
    return render(request, "errors/500.html", status=500)
