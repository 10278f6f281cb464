"""Pages for what went wrong: not allowed, not found, not readable, our own fault."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.core.errors import Refused
from motcua.records.storage import LOST, Unavailable


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say what is wrong with a request that cannot be read: too large, or too many fields."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request)
    return _problem(
        request,
        400,
        _("Không đọc được nội dung vừa gửi"),
        _("Trang gửi lên không đúng dạng, nên chưa có gì được lưu ở bước này. Các bước trước vẫn còn nguyên."),
        _("Hãy mở lại trang rồi nhập lại."),
    )


def too_big(request: HttpRequest) -> HttpResponse:
    """Say that what was sent is larger than what is accepted; to the script that sends files, as JSON."""
    limit = settings.MAX_UPLOAD // (1024 * 1024)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": _("Mỗi tệp tối đa %(limit)s MB.") % {"limit": limit}}, status=413)
    return _problem(
        request,
        413,
        _("Nội dung gửi lên quá lớn"),
        _("Mỗi tệp tối đa %(limit)s MB, phần chữ tối đa 2 MB. Các bước đã lưu vẫn còn nguyên.") % {"limit": limit},
        _("Hãy chụp lại ảnh với độ nét thấp hơn, hoặc tách thành nhiều tệp, rồi gửi từng tệp."),
    )


def wrong_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page had been open too long, or cookies are off."""
    return _problem(
        request,
        403,
        _("Trang đã mở quá lâu"),
        _("Để bảo vệ bạn, trang phải được mở lại trước khi gửi. Các bước đã lưu vẫn còn nguyên."),
        _("Nếu vẫn gặp thông báo này, hãy bật cookie của trình duyệt cho trang này."),
    )


def forbidden(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Say that this account may not open the page, and what to do."""
    return render(request, "errors/403.html", status=403)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Say why an action was refused that the page had offered: meanwhile something has changed."""
    return _problem(
        request,
        409,
        _("Chưa làm được bước này"),
        _(error.message),
        _("Hãy quay lại, tải lại trang để xem tình trạng mới nhất."),
    )


def unavailable(request: HttpRequest, error: Unavailable) -> HttpResponse:
    """Say that the store of files does not answer, that nothing is lost, and when to try again."""
    answer = _problem(
        request, 503, _("Kho tệp đang tạm nghỉ"), _(error.message), _("Hồ sơ và các bước khác không bị ảnh hưởng.")
    )
    answer.headers["Retry-After"] = "120"
    return answer


def lost(request: HttpRequest) -> HttpResponse:
    """Say that a file is gone or was altered, and whom to tell; the operator reads which one in the log."""
    return _problem(request, 500, _("Không mở được tệp này"), _(LOST), _("Các tệp khác của hồ sơ không bị ảnh hưởng."))


def not_opened(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Say that an address belongs to a button, not to the address bar, and lead to the first page."""
    answer = _problem(
        request,
        405,
        _("Địa chỉ này không mở được trực tiếp"),
        _("Địa chỉ này thuộc về một nút bấm. Các bước đã lưu vẫn còn nguyên."),
    )
    answer.headers["Allow"] = ", ".join(methods)
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, and lead to the search."""
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours and nothing typed is lost; needs neither a database nor a session."""
    return render(request, "errors/500.html", status=500)


def _problem(request: HttpRequest, status: int, title: str, *sentences: str) -> HttpResponse:
    return render(
        request, "errors/problem.html", {"title": title, "sentences": sentences, "again": status != 405}, status=status
    )
