"""Files in a store that speaks the protocol of S3: a bucket of the province's own, or of a cloud.

Nobody gets an address of the store: files are read by us and sent by our pages, which decide who may see them.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible
from urllib3.exceptions import HTTPError

from motcua.records.storage import Unavailable

_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 3, 20, 2
_IN_MEMORY = 1024 * 1024
_CHUNK = 256 * 1024
_UNKNOWN = ("NoSuchKey", "NotFound", "404")
log = logging.getLogger(__name__)


@deconstructible
class ObjectStorage(Storage):
    """Whole files in one bucket, under `prefix`; see `records.storage.ContentStorage` for what a store of files does.

    `encryption` is what the store is asked to do with what it keeps: "", "AES256", or "aws:kms" with `kms_key`.
    """

    def __init__(
        self,
        *,
        bucket: str,
        endpoint: str,
        access_key: str,
        secret_key: str,
        region: str = "us-east-1",
        prefix: str = "",
        encryption: str = "",
        kms_key: str = "",
        addressing: str = "path",
        authority: str = "",
    ) -> None:
        self.bucket, self.prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._encrypted = {"ServerSideEncryption": encryption, "SSEKMSKeyId": kms_key} if encryption else {}
        self._encrypted = {name: value for name, value in self._encrypted.items() if value}
        self._reached = {
            "endpoint_url": endpoint, "aws_access_key_id": access_key, "aws_secret_access_key": secret_key,
            "region_name": region, "verify": authority or None, "config": _config(addressing),
        }  # fmt: skip

    @cached_property
    def _client(self) -> Any:
        return boto3.session.Session().client("s3", **self._reached)  # type: ignore[no-untyped-call]

    def exists(self, name: str) -> bool:
        """Return whether there is such a file. Raises Unavailable."""
        with suppress(FileNotFoundError):
            self.size(name)
            return True
        return False

    def size(self, name: str) -> int:
        """Return its size in bytes. Raises FileNotFoundError, Unavailable."""
        with self._asking(name):
            return int(self._client.head_object(**self._place(name))["ContentLength"])

    def delete(self, name: str) -> None:
        """Delete a file; one that is gone already is no error. Raises Unavailable."""
        with self._asking(name):
            self._client.delete_object(**self._place(name))

    def names(self) -> Iterator[str]:
        """Yield the paths of all stored content. Raises Unavailable."""
        with self._asking(self.prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for page in pages:
                yield from (held["Key"].removeprefix(self.prefix) for held in page.get("Contents", ()))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name itself: it is a digest, and the same content may be written again."""
        return name

    def _open(self, name: str, mode: str = "rb") -> Any:
        spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        try:
            with self._asking(name):
                body = self._client.get_object(**self._place(name))["Body"]
                for chunk in body.iter_chunks(_CHUNK):
                    spool.write(chunk)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def _save(self, name: str, content: File) -> str:
        with self._asking(name):
            self._client.put_object(
                **self._place(name), Body=content, ContentLength=content.size, ContentType="application/octet-stream",
                **self._encrypted,
            )  # fmt: skip
        return name

    def _place(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """Tell a file that is not there from a store that does not answer, or refuses us."""
        try:
            yield
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _UNKNOWN:
                raise FileNotFoundError(name) from error
            raise self._down(error) from error
        except (BotoCoreError, HTTPError) as error:
            raise self._down(error) from error

    def _down(self, error: Exception) -> Unavailable:
        log.error("kho S3 «%s» không dùng được: %s", self.bucket, error)
        return Unavailable()


def _config(addressing: str) -> Config:
    """Bytes are signed on the way, and checksums that only some stores know are not asked for."""
    return Config(  # type: ignore[no-untyped-call]
        connect_timeout=_CONNECT_SECONDS, read_timeout=_READ_SECONDS, retries={"total_max_attempts": _TRIES},
        s3={"addressing_style": addressing, "payload_signing_enabled": True}, signature_version="s3v4",
        request_checksum_calculation="when_required", response_checksum_validation="when_required",
    )  # fmt: skip
