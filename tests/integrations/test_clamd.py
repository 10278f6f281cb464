"""Searching files for malware: refused with a clear word, never lost, searched again later. Sandbox and real clamd."""

from __future__ import annotations

import hashlib
import io
import logging
import shutil
import socket
import subprocess
import time

import pytest

from motcua.core.errors import Refused
from motcua.filing import actions as filing
from motcua.integrations.antivirus.clamd import Clamd
from motcua.integrations.sandbox import clamd as sandbox
from motcua.journal.models import Entry
from motcua.records import actions, queries
from motcua.records.models import Document
from motcua.records.rules import Scan
from motcua.records.scanning import ScannerDown, TooLarge
from motcua.records.storage import Unavailable
from tests.factories import NOW, make_citizen, make_draft

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
BAD = PDF[:-6] + sandbox.EICAR + b"\n" + PDF[-6:]
MEGABYTE = 1024 * 1024


@pytest.fixture
def server():
    with sandbox.running() as running:
        yield running


@pytest.fixture
def searched(server, settings, db):
    """Files that are handed in are searched by the sandbox."""
    settings.SCANNER, settings.CLAMD = "motcua.integrations.antivirus.clamd.from_settings", server.address
    settings.CLAMD_MAX, settings.ACCEPT_UNCHECKED = 2 * MEGABYTE, False
    return server


def nowhere() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def add(content, name="giấy chứng sinh.pdf", by=None) -> Document:
    return actions.add_document(content=content, name=name, by=by, at=NOW)


def test_a_clean_file_is_taken_and_says_that_it_was_searched(searched):
    assert add(PDF).scan == Scan.CLEAN and searched.searched == 1


def test_malware_is_refused_by_the_name_of_the_file_and_told_to_the_operator_only(searched, caplog):
    citizen = make_citizen()
    with pytest.raises(Refused) as refused, caplog.at_level(logging.WARNING):
        add(BAD, by=citizen)
    assert refused.value.field == "file" and "«giấy chứng sinh.pdf» có mã độc" in refused.value.message
    assert sandbox.FINDING not in refused.value.message and not Document.objects.exists()
    assert sandbox.FINDING in caplog.text and f"tài khoản {citizen.pk}" in caplog.text
    assert citizen.full_name not in caplog.text and "giấy chứng sinh" not in caplog.text


def test_while_clamd_is_down_nothing_is_taken_and_the_paper_says_to_try_again(searched, settings):
    settings.CLAMD, draft = nowhere(), make_draft()
    with pytest.raises(Unavailable) as refused:
        filing.attach(draft=draft, content=PDF, name="a.pdf", paper_position=None, by=draft.account, at=NOW)
    assert refused.value.field == "paper-0" and "gửi lại sau ít phút" in refused.value.message
    assert not Document.objects.exists()


def test_where_it_is_set_so_files_are_taken_unchecked_and_searched_later(searched, settings, caplog):
    there, settings.CLAMD, settings.ACCEPT_UNCHECKED = settings.CLAMD, nowhere(), True
    clean, bad = add(PDF), add(BAD)
    assert clean.scan == bad.scan == Scan.UNCHECKED
    assert actions.search_again(at=NOW) == 0
    settings.CLAMD = there
    with caplog.at_level(logging.ERROR):
        assert actions.search_again(at=NOW) == 2
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert (clean.scan, bad.scan) == (Scan.CLEAN, Scan.INFECTED)
    assert actions.search_again(at=NOW) == 0
    with pytest.raises(Refused, match="có mã độc"):
        queries.open_content(bad)
    entry = Entry.objects.get(subject=f"file/{bad.key}")
    assert entry.kind == "malware_found" and sandbox.FINDING in entry.body and bad.key in caplog.text


def test_a_file_larger_than_clamd_takes_is_refused_with_the_limit(searched, settings):
    searched.limit = settings.CLAMD_MAX = MEGABYTE
    large = PDF[:-6] + b"0" * MEGABYTE + PDF[-6:]
    with pytest.raises(Refused, match="lớn hơn cỡ quét mã độc được"):
        add(large)
    settings.CLAMD_MAX = 5 * MEGABYTE  # clamd's own limit is lower than ours
    with pytest.raises(Refused, match="quá lớn để quét mã độc"):
        add(large)
    assert not Document.objects.exists()


@pytest.mark.parametrize("answer", [b"", b"gibberish\0", b"INSTREAM: Can't allocate memory ERROR\0"])
def test_an_answer_that_is_none_counts_as_down(answer):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = Clamd(f"127.0.0.1:{listening.getsockname()[1]}", limit=MEGABYTE, answer_seconds=0.2)
        import threading

        def speak() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(answer)
                time.sleep(0.1)

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        with pytest.raises(ScannerDown):
            client.scan(io.BytesIO(PDF))
        thread.join()


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """The real clamd with one signature of its own, on a socket; it is not part of `make system`."""
    tool = shutil.which("clamd")
    if tool is None:
        pytest.skip("clamd (the package clamav-daemon) is not installed: the sandbox alone speaks for it")
    home = tmp_path_factory.mktemp("clamd")
    signature = f"{hashlib.md5(BAD, usedforsecurity=False).hexdigest()}:{len(BAD)}:Motcua.Test\n"
    (home / "test.hdb").write_text(signature)
    (home / "clamd.conf").write_text(
        f"LocalSocket {home}/clamd.sock\nDatabaseDirectory {home}\nForeground yes\nStreamMaxLength 1M\nLogFile {home}/log\n"
    )
    running = subprocess.Popen(
        [tool, "-c", str(home / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    for _ in range(100):
        if (home / "clamd.sock").exists():
            break
        time.sleep(0.1)
    yield str(home / "clamd.sock")
    running.terminate()
    running.wait(20)


def test_the_real_clamd_says_what_the_sandbox_says(real):
    client = Clamd(real, limit=25 * MEGABYTE)
    assert client.scan(io.BytesIO(PDF)) == ""
    assert client.scan(io.BytesIO(BAD)).startswith("Motcua.Test")
    with pytest.raises(TooLarge):
        client.scan(io.BytesIO(b"0" * (3 * MEGABYTE)))
