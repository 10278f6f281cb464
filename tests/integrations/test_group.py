"""The digest to the chat group of the staff: once a working day, in words that name nobody, through any sender."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

import pytest

from motcua.adoption.difficulties import actions, group
from motcua.adoption.difficulties.rules import DifficultySource
from motcua.adoption.models import GroupDigest
from motcua.core import clock
from motcua.core.errors import Refused
from motcua.correspondence.sending import GatewayAway, Undelivered
from motcua.integrations.zalo.client import TokenFile
from motcua.integrations.zalo.group import ZaloGroup
from motcua.people.rules import Role
from tests.factories import make_office, make_officer, make_version
from tests.sandbox import SECRET, carriers

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


def _link(name):
    return f"https://example.vn/{name}"


def _post(sandbox, tmp_path, at, **more):
    given = {"app": "app", "secret": SECRET, "group": "group-7", "url": sandbox.url, **more}
    path = tmp_path / "chat_tokens.json"
    if not path.exists():
        path.write_text(json.dumps({"refresh_token": str(tmp_path)}))
    carrier = ZaloGroup(tokens=TokenFile(path), token_url=f"{sandbox.url}/v4/oa/access_token", **given)
    return group.post_due(carrier=carrier, link=_link, at=at)


@pytest.fixture(scope="module")
def sandbox():
    with carriers() as made:
        yield made


@pytest.fixture
def stuck(db):
    root = make_office(tier="province", code="H27")
    commune = make_office(root, short_name="Xã Vũ Quang")
    asker, answers = make_officer(commune, full_name="Đặng Văn Hỏi"), make_officer(root, Role.PROCEDURE_CONTROLLER)
    version = make_version(name="Cấp bản sao")
    given = {"office": commune, "source": DifficultySource.BUTTON, "by": asker, "procedure": version.procedure}
    at = clock.at(FRIDAY - timedelta(1), time(14))
    first, _second = (actions.raise_difficulty(words=f"Bị treo máy {one}", at=at, **given) for one in "ab")
    actions.answer(difficulty=first, words="Tắt rồi bật", keep=True, problem="Treo", by=answers, at=at)
    return first


def _arrived(sandbox):
    return [one for one in sandbox.application.mailbox.all() if one.to == "group-7"]


def test_the_group_is_told_once_a_working_day_what_waits_and_what_is_new(stuck, sandbox, tmp_path):
    before = len(_arrived(sandbox))
    assert not _post(sandbox, tmp_path, clock.at(FRIDAY, time(7)))
    sandbox.application.away.add("v3.0/oa/group/message")
    with pytest.raises(GatewayAway):
        _post(sandbox, tmp_path, clock.at(FRIDAY, time(8)))
    sandbox.application.away.clear()
    assert [_post(sandbox, tmp_path, clock.at(FRIDAY, time(hour))) for hour in (9, 10)] == [True, False]
    assert not _post(sandbox, tmp_path, clock.at(SATURDAY, time(9)))
    (told,) = _arrived(sandbox)[before:]
    assert told.key == "digest-2026-11-20"
    for words in (
        "Vướng mắc chờ trả lời: 1, quá giờ: ",
        "Xã Vũ Quang: Cấp bản sao",
        "Cách gỡ mới: 1",
        "https://example.vn/difficult",
    ):
        assert words in told.words
    assert not any(words in told.words for words in ("Hỏi", "treo", "Tắt"))


def test_a_group_that_is_not_there_is_said_with_the_setting_to_mend(stuck, sandbox, tmp_path):
    with pytest.raises(Undelivered, match="MOTCUA_GROUP_ID"):
        _post(sandbox, tmp_path, clock.at(FRIDAY, time(9)), group="group-99")
    assert GroupDigest.objects.get().posted_at is None


@pytest.mark.django_db
def test_where_there_is_nothing_to_tell_nothing_is_posted(sandbox, tmp_path):
    assert not _post(sandbox, tmp_path, datetime(2026, 11, 20, 9, tzinfo=clock.ZONE))
    assert GroupDigest.objects.get().posted_at and not GroupDigest.objects.get().words


def test_a_sender_that_is_missing_or_not_configured_is_refused_by_its_setting(settings, tmp_path):
    settings.GROUP_SENDER = ""
    assert group.sender() is None
    settings.GROUP_SENDER = "motcua.integrations.zalo.group.nothing"
    with pytest.raises(Refused, match="MOTCUA_GROUP_SENDER"):
        group.sender()
    settings.GROUP_SENDER, settings.GROUP_ID = "motcua.integrations.zalo.group.from_settings", ""
    with pytest.raises(Refused, match="MOTCUA_GROUP_ID"):
        group.sender()
    settings.GROUP_ID, settings.CHAT_APP, settings.CHAT_SECRET, settings.HOME = "g", "a", "s", tmp_path
    with pytest.raises(Refused, match="chat_tokens"):
        group.sender()
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "chat_tokens.json").write_text("{}")
    assert group.sender().group == "g"
