"""`motcua sandbox messages` shows what arrived, and refuses plainly where it must not run."""

from __future__ import annotations

import socket

import httpx
from click.testing import CliRunner

from motcua.integrations.sandbox.messages.mailbox import Arrived, Mailbox
from motcua.site.command import main
from tests.sandbox import carriers


def test_it_never_stands_in_for_the_carriers_of_a_real_province(tmp_path):
    environment = {"MOTCUA_HOME": str(tmp_path), "MOTCUA_MODE": "production"}
    done = CliRunner().invoke(main, ["sandbox", "messages"], env=environment)
    assert done.exit_code == 1 and "không chạy khi production" in done.output


def test_a_port_in_use_is_said_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        words = ["sandbox", "messages", "--port", str(other.getsockname()[1])]
        done = CliRunner().invoke(main, words, env={"MOTCUA_HOME": str(tmp_path)})
    assert done.exit_code == 1 and "chọn bằng --port" in done.output


def test_the_page_shows_what_arrived_and_whose_it_is():
    with carriers() as sandbox, httpx.Client(base_url=sandbox.url, trust_env=False) as browser:
        assert "Chưa có tin nào" in browser.get("/").text
        for to in ("man@example.vn", "luc@example.vn"):
            sandbox.application.mailbox.put(
                Arrived("email", to, "Tin <b>", "Xem https://x.vn/", "k1", "2026-11-27T10:00")
            )
        page = browser.get("/").text
        assert "Tin đã đến (2)" in page and "&lt;b&gt;" in page and 'href="https://x.vn/"' in page
        hers = browser.get("/", params={"to": "man@example.vn"}).text
        assert "Tin đã đến (1)" in hers and "luc@" not in hers
        assert [one["to"] for one in browser.get("/mailbox.json").json()] == ["man@example.vn", "luc@example.vn"]
        assert browser.post("/sms", json={}).status_code == 401 and browser.get("/elsewhere").status_code == 404


def test_what_arrived_is_there_after_a_restart(tmp_path):
    first = Mailbox(tmp_path / "box" / "messages.jsonl")
    first.put(Arrived("sms", "0912000111", "", "một\nhai", "k", "now"))
    assert Mailbox(tmp_path / "box" / "messages.jsonl").all() == first.all()
