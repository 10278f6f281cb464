"""A real HTTP server that speaks the protocol of S3, in a thread of the tests, and stores that reach it."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BACKEND = "motcua.integrations.objects.s3.ObjectStorage"
_numbers = itertools.count(1)


@contextmanager
def server() -> Iterator[str]:
    """Run moto's server on a free port of this machine; yields its address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    running = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        running.stop()


def options(endpoint: str, **more: Any) -> dict[str, Any]:
    """Return the options of a store in a bucket that is there and empty."""
    made = {
        "bucket": f"tests-{next(_numbers)}",
        "endpoint": endpoint,
        "access_key": "key",
        "secret_key": "secret",
        **more,
    }
    client(made).create_bucket(Bucket=made["bucket"])
    return made


def client(of: dict[str, Any]) -> Any:
    """Return a client that looks at the server past our own store."""
    import boto3
    from botocore.config import Config

    return boto3.session.Session().client(
        "s3", endpoint_url=of["endpoint"], aws_access_key_id="other", aws_secret_access_key="other",
        region_name="us-east-1", config=Config(s3={"addressing_style": "path"}),
    )  # fmt: skip
