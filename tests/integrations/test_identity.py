"""The client and the sandbox provider, over real HTTP: what opens, and every way in which it must not."""

from __future__ import annotations

import base64
import stat
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from motcua.core import clock
from motcua.integrations.identity import client as identity
from motcua.integrations.identity import payload
from motcua.integrations.identity.client import Client
from motcua.integrations.sandbox.identity import keys
from motcua.integrations.sandbox.identity.persons import PERSONS
from motcua.integrations.sandbox.identity.provider import Provider
from motcua.people import numbers
from motcua.people.identity import IdentityRefused, IdentityUnreachable
from tests.sandbox import RETURN_TO, SECRET, choose, running


@pytest.fixture(scope="module")
def provider():
    with running() as made:
        yield made


def client_of(provider, **more):
    return Client(**{"issuer": provider.issuer, "client_id": "motcua", "client_secret": SECRET, **more})


def sign_in(provider, *, person="01", **changed):
    """Go all the way; `changed` replaces what comes back from the provider."""
    client, now = client_of(provider), clock.now()
    begun = client.start(RETURN_TO, at=now)
    return client.finish({**choose(begun.url, person), **changed}, begun.kept, at=now)


def test_a_person_signs_in_and_her_facts_arrive(provider):
    identity = sign_in(provider)
    demo = PERSONS[0]
    assert (identity.issuer, identity.subject) == (provider.issuer, demo.claims["sub"])
    assert identity.claims.full_name == demo.name == "Nguyễn Thị Hồng Thắm"
    assert identity.claims.personal_id == demo.claims["SoDinhDanh"]
    assert identity.claims.birth_date == demo.born
    assert (identity.claims.gender, identity.claims.level) == ("female", "2")
    assert identity.claims.residence.endswith("tỉnh Hà Tĩnh") and identity.claims.phone == "0900000001"


@pytest.mark.parametrize("demo", PERSONS, ids=lambda demo: demo.key)
def test_every_demo_person_has_a_consistent_number(demo):
    claims = payload.claims(demo.claims)
    assert len(claims.personal_id) == 12
    assert not numbers.personal_id_warnings(claims.personal_id, birth_date=claims.birth_date, gender=claims.gender)


def test_a_person_who_turns_away_is_told_how_to_go_on(provider):
    with pytest.raises(IdentityRefused, match="dừng đăng nhập"):
        sign_in(provider, person="")


@pytest.mark.parametrize("changed", [{"state": "another"}, {"state": ""}, {"code": "another"}, {"code": ""}])
def test_a_forged_return_is_refused(provider, changed):
    with pytest.raises(IdentityRefused):
        sign_in(provider, **changed)


def test_a_code_works_once_and_its_second_use_ends_the_access_of_the_first(provider):
    client, now = client_of(provider), clock.now()
    begun = client.start(RETURN_TO, at=now)
    back = choose(begun.url)
    client.finish(back, begun.kept, at=now)
    assert len(provider.tokens) > 0
    before = set(provider.tokens)
    with pytest.raises(IdentityRefused):
        client.finish(back, begun.kept, at=now)
    assert len(before - set(provider.tokens)) == 1


def test_a_code_is_of_no_use_without_the_verifier_of_the_browser_that_asked(provider):
    client, now = client_of(provider), clock.now()
    mine, stolen = client.start(RETURN_TO, at=now), client.start(RETURN_TO, at=now)
    back = {**choose(stolen.url), "state": mine.state}
    with pytest.raises(IdentityRefused):
        client.finish(back, mine.kept, at=now)


def test_a_late_return_is_refused(provider):
    client, now = client_of(provider), clock.now()
    begun = client.start(RETURN_TO, at=now - timedelta(minutes=16))
    with pytest.raises(IdentityRefused, match="15 phút"):
        client.finish(choose(begun.url), begun.kept, at=now)


def test_an_expired_code_is_refused(provider):
    class Slow(Provider):
        def exchange(self, sent, client_id, secret, *, at):
            return super().exchange(sent, client_id, secret, at=at + 3600)

    with running(Slow) as slow, pytest.raises(IdentityRefused):
        sign_in(slow)


class Hostile(Provider):
    """A provider that says something wrong in its ID token."""

    wrong: dict = {}

    def id_claims(self, grant, at):
        return {**super().id_claims(grant, at), **self.wrong}


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": ["motcua", "another"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_000_000},
        {"iat": 4_000_000_000},
        {"sub": "sandbox-0002"},
    ],
    ids=str,
)
def test_an_id_token_that_says_something_wrong_is_refused(wrong):
    kind = type("Wrong", (Hostile,), {"wrong": wrong})
    with running(kind) as hostile, pytest.raises(IdentityRefused):
        sign_in(hostile)


def test_a_token_signed_by_another_key_is_refused(provider):
    class Forged(Provider):
        def exchange(self, sent, client_id, secret, *, at):
            made = super().exchange(sent, client_id, secret, at=at)
            claimed = jwt.decode(made["id_token"], self.key, algorithms=[keys.ALGORITHM]).claims
            other = RSAKey.generate_key(2048)
            return {**made, "id_token": jwt.encode({"alg": "RS256", "kid": self.key.kid}, claimed, other)}

    with running(Forged) as forged, pytest.raises(IdentityRefused, match="chữ ký"):
        sign_in(forged)


def test_an_unsigned_token_is_refused():
    class Unsigned(Provider):
        def exchange(self, sent, client_id, secret, *, at):
            made = super().exchange(sent, client_id, secret, at=at)
            head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            return {**made, "id_token": f"{head}.{made['id_token'].split('.')[1]}."}

    with running(Unsigned) as unsigned, pytest.raises(IdentityRefused, match="chữ ký"):
        sign_in(unsigned)


def test_changed_keys_of_the_provider_are_fetched_again(provider):
    sign_in(provider)
    former, provider.key = provider.key, keys.signing_key(None)
    try:
        assert sign_in(provider).subject
    finally:
        provider.key = former


def test_a_wrong_client_secret_is_refused(provider):
    client, now = client_of(provider, client_secret="wrong"), clock.now()
    begun = client.start(RETURN_TO, at=now)
    with pytest.raises(IdentityRefused):
        client.finish(choose(begun.url), begun.kept, at=now)


def test_a_provider_that_is_away_is_said_plainly():
    with running() as gone:
        pass
    with pytest.raises(IdentityUnreachable, match="Chưa kết nối được"):
        client_of(gone).start(RETURN_TO, at=clock.now())


def test_a_provider_elsewhere_must_be_reached_by_https():
    with pytest.raises(ValueError, match="https"):
        Client("http://identity.example", "motcua", SECRET)


def test_the_provider_answers_as_its_discovery_document_says(provider):
    with httpx.Client(base_url=provider.issuer, trust_env=False) as http:
        found = http.get("/.well-known/openid-configuration").json()
        assert found["issuer"] == provider.issuer and found["code_challenge_methods_supported"] == ["S256"]
        (key,) = http.get(found["jwks_uri"]).json()["keys"]
        assert key["kty"] == "RSA" and "d" not in key
        assert http.get(found["userinfo_endpoint"]).status_code == 401
        refused = http.post(found["token_endpoint"], data={"grant_type": "authorization_code"})
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_requests_outside_the_protocol_are_sent_back_with_its_error(provider, changed, error):
    url = client_of(provider).start(RETURN_TO, at=clock.now()).url
    asked = {**dict(parse_qsl(urlsplit(url).query)), **changed}
    answer = httpx.get(url.partition("?")[0], params=asked, trust_env=False)
    assert dict(parse_qsl(urlsplit(answer.headers["location"]).query))["error"] == error


@pytest.mark.parametrize("changed", [{"client_id": "another"}, {"redirect_uri": "https://evil.example/"}])
def test_an_unknown_client_or_address_is_never_redirected_to(provider, changed):
    url = client_of(provider).start(RETURN_TO, at=clock.now()).url
    asked = {**dict(parse_qsl(urlsplit(url).query)), **changed}
    answer = httpx.get(url.partition("?")[0], params=asked, trust_env=False)
    assert answer.status_code == 400 and "location" not in answer.headers


def test_the_session_of_the_provider_ends_with_its_sign_out(provider):
    client = client_of(provider)
    url = client.start(RETURN_TO, at=clock.now()).url.replace("prompt=login", "prompt=none")
    with httpx.Client(trust_env=False) as browser:
        choose(url.replace("prompt=none", "prompt=login"), "02", browser)
        assert "code" in choose(url, browser=browser)
        gone = browser.get(client.sign_out_url("http://testserver/", at=clock.now()))
        assert (gone.status_code, gone.headers["location"]) == (303, "http://testserver/")
        assert choose(url, browser=browser)["error"] == "login_required"
        assert browser.get(client.sign_out_url("https://evil.example/", at=clock.now())).status_code == 200


def test_a_process_that_signed_nobody_in_knows_the_providers_sign_out_too(provider):
    identity._documents.clear()
    assert urlsplit(client_of(provider).sign_out_url("http://testserver/", at=clock.now())).path == "/oidc/logout"


def test_a_provider_that_does_not_answer_keeps_nobody_from_leaving():
    gone = Client("http://127.0.0.1:9", "motcua", "")
    assert gone.sign_out_url("http://testserver/", at=clock.now()) == ""


def test_the_sign_in_page_says_that_it_is_a_stand_in_and_lists_a_dozen(provider):
    page = httpx.get(client_of(provider).start(RETURN_TO, at=clock.now()).url, trust_env=False).text
    assert "Đây là bản giả lập" in page and page.count('name="person"') == len(PERSONS) + 1 == 13
    assert "<script" not in page


def test_the_signing_key_is_kept_and_readable_by_the_owner_only(tmp_path):
    path = tmp_path / "sandbox" / "key.json"
    made = keys.signing_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.signing_key(path).kid == made.kid


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({"NgayThangNamSinh": "1949"}, "birth_date", None),
        ({"NgayThangNamSinh": "19491345"}, "birth_date", None),
        ({"SoDinhDanh": "183456789"}, "personal_id", ""),
        ({"GioiTinh": "1"}, "gender", "male"),
        ({"GioiTinh": "không rõ"}, "gender", ""),
        ({"SoDienThoai": None}, "phone", ""),
        ({"ThuDienTu": "không có"}, "email", ""),
        ({"HoVaTen": "Nguye\u0302\u0303n  Thi\u0323 Lan"}, "full_name", "Nguyễn Thị Lan"),
        ({"ThuongTru": ""}, "residence", PERSONS[0].claims["NoiOHienNay"]),
    ],
)
def test_unusable_facts_are_left_out(changed, field, value):
    assert getattr(payload.claims({**PERSONS[0].claims, **changed}), field) == value


def test_a_person_without_a_name_is_refused():
    with pytest.raises(IdentityRefused, match="họ và tên"):
        payload.claims({"sub": "1", "HoVaTen": " "})
