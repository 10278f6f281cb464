"""Settings of the store of files and of the search for malware: read whole, or the start is refused."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from motcua.site import home
from motcua.site.home import Misconfigured

_FOLDER = "motcua.records.storage.ContentStorage"
_S3 = "motcua.integrations.objects.s3.ObjectStorage"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ENCRYPTIONS = ("", "AES256", "aws:kms")
_SHORTEST_SECRET = 16
_CLAMD = re.compile(r"/.+|(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}")


def storages(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the stores of files for Django: "default" for whole files, "folder" for parts and for copies.

    Both are the folder unless MOTCUA_S3_BUCKET names a bucket. Refuses one that is set by halves.
    """
    local = {"BACKEND": _FOLDER, "OPTIONS": {"location": str(folder)}}
    options = _s3()
    return {"default": {"BACKEND": _S3, "OPTIONS": options} if options else local, "folder": local}


def _s3() -> dict[str, str] | None:
    given = {
        "bucket": os.environ.get("MOTCUA_S3_BUCKET", ""),
        "endpoint": os.environ.get("MOTCUA_S3_ENDPOINT", ""),
        "access_key": os.environ.get("MOTCUA_S3_ACCESS_KEY", ""),
        "region": os.environ.get("MOTCUA_S3_REGION", ""),
        "prefix": os.environ.get("MOTCUA_S3_PREFIX", ""),
        "encryption": os.environ.get("MOTCUA_S3_ENCRYPTION", ""),
        "kms_key": os.environ.get("MOTCUA_S3_KMS_KEY", ""),
        "addressing": os.environ.get("MOTCUA_S3_ADDRESSING", ""),
        "authority": os.environ.get("MOTCUA_S3_AUTHORITY", ""),
    }
    if not any(given.values()):
        return None
    for name in ("bucket", "endpoint", "access_key"):
        if not given[name]:
            raise Misconfigured(
                f"Kho tệp S3 đặt chưa đủ, thiếu MOTCUA_S3_{name.upper()}: đặt đủ, hoặc bỏ mọi MOTCUA_S3_… "
                "để dùng thư mục."
            )
    _check_s3(given)
    if find_spec("boto3") is None:
        raise Misconfigured(
            "Kho tệp S3 cần thư viện boto3: chạy «pip install --require-hashes -r requirements/s3.txt»."
        )
    given["secret_key"] = home.given_secret("s3_secret_key", shortest=_SHORTEST_SECRET)
    return {name: value for name, value in given.items() if value}


def _check_s3(given: dict[str, str]) -> None:
    if not _BUCKET.fullmatch(given["bucket"]):
        raise Misconfigured(f"MOTCUA_S3_BUCKET={given['bucket']}: tên gồm 3–63 chữ thường, chữ số, dấu chấm, gạch nối.")
    home.refuse_readable(
        home.address("MOTCUA_S3_ENDPOINT", given["endpoint"]), "MOTCUA_S3_ENDPOINT", "tệp của người dân"
    )
    if given["encryption"] not in _ENCRYPTIONS:
        raise Misconfigured(f"MOTCUA_S3_ENCRYPTION={given['encryption']}: chỉ nhận «AES256» hoặc «aws:kms».")
    if given["kms_key"] and given["encryption"] != "aws:kms":
        raise Misconfigured("MOTCUA_S3_KMS_KEY cần MOTCUA_S3_ENCRYPTION=aws:kms.")
    if given["addressing"] not in ("", "path", "virtual"):
        raise Misconfigured(f"MOTCUA_S3_ADDRESSING={given['addressing']}: chỉ nhận «path» hoặc «virtual».")
    if given["authority"] and not Path(given["authority"]).is_file():
        raise Misconfigured(f"MOTCUA_S3_AUTHORITY={given['authority']}: không có tệp này.")
    if urlsplit(given["endpoint"]).path not in ("", "/"):
        raise Misconfigured("MOTCUA_S3_ENDPOINT chỉ gồm https:// và tên máy chủ; tên kho ghi ở MOTCUA_S3_BUCKET.")


def clamd() -> str:
    """Return where clamd listens (MOTCUA_CLAMD): "host:port", the path of its socket, or "" for no search."""
    value = os.environ.get("MOTCUA_CLAMD", "")
    if value and not _CLAMD.fullmatch(value):
        raise Misconfigured(
            f"MOTCUA_CLAMD={value}: cần «máy chủ:cổng» như 127.0.0.1:3310, hoặc đường dẫn đầy đủ của socket."
        )
    return value


def accept_unchecked() -> bool:
    """Return whether files are taken while clamd does not answer (MOTCUA_CLAMD_DOWN)."""
    value = os.environ.get("MOTCUA_CLAMD_DOWN") or "refuse"
    if value not in ("refuse", "accept"):
        raise Misconfigured(
            f"MOTCUA_CLAMD_DOWN={value}: chỉ nhận «refuse» (từ chối) hoặc «accept» (nhận, quét lại sau)."
        )
    return value == "accept"
