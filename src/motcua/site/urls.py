"""Every address of the product. Each view says who may open it (`motcua.web.shared.access.page`)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("motcua.web.portal.urls")),
    path("", include("motcua.web.desk.urls")),
    path("", include("motcua.web.field.urls")),
    path("", include("motcua.web.steering.urls")),
    path("", include("motcua.web.shared.urls")),
]
handler400 = "motcua.web.shared.errors.bad_request"
handler403 = "motcua.web.shared.errors.forbidden"
handler404 = "motcua.web.shared.errors.not_found"
handler500 = "motcua.web.shared.errors.failed"
