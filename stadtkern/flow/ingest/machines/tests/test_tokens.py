# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Access tokens: only those of a named provider, for this city, in time, and of a registered client."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.feeds.tests.serving import serving
from stadtkern.flow.ingest.machines import tokens
from stadtkern.flow.ingest.machines.signers import FRESH_S, PAUSE_S, STALE_S, Issuer, Signers
from stadtkern.flow.ingest.machines.tests.provider import AUDIENCE, Provider, ec_key, public, rsa_key
from stadtkern.flow.ingest.machines.tokens import TokenRefused
from stadtkern.flow.ingest.tests.city import declared
from stadtkern.kernel.errors import KeyRefused, KeyUnchecked

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        """Seconds since some moment."""
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    """A provider whose tokens the city takes."""
    one = Provider()
    tokens.provide([one.issuer], Signers(one.fetch, clock))
    yield one
    tokens.provide([])


@pytest.fixture
def city(provider: Provider, db: None) -> Iterator[Provider]:
    """The small city, with a client that comes with tokens."""
    with declared():
        facts = keys.NewKey(name="zählstelle", domain="bikes", oauth_client="zaehler")
        keys.create("test", facts, now=NOW)
        yield provider


def refused(token: str, now: datetime = NOW) -> str:
    """Why a token is refused."""
    with pytest.raises(TokenRefused) as caught:
        tokens.proven(token, now=now)
    return str(caught.value)


def unsigned(header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """A token without signature."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in (header, claims)
    ]
    return f"{parts[0]}.{parts[1]}."


def test_a_token_says_which_client_came(city: Provider) -> None:
    caller = keys.authenticate(f"Bearer {city.token(city.claims(NOW))}", now=NOW)
    assert (caller.name, caller.domain, caller.may_observe) == ("zählstelle", "bikes", True)


def test_a_token_works_as_the_password_of_basic_and_of_mqtt_until_it_ends(city: Provider) -> None:
    token = city.token(city.claims(NOW))
    assert keys.holder(token, now=NOW).expires_at == NOW + timedelta(minutes=5) + tokens.SKEW
    with pytest.raises(KeyRefused):
        keys.holder(token, now=NOW + timedelta(minutes=7))


def test_a_valid_token_of_an_unknown_client_is_refused(city: Provider) -> None:
    with pytest.raises(KeyRefused):
        keys.holder(city.token(city.claims(NOW, client_id="other", sub="other")), now=NOW)


def test_a_revoked_client_is_refused_whatever_its_token_says(city: Provider) -> None:
    token = city.token(city.claims(NOW))
    keys.holder(token, now=NOW)
    keys.revoke("test", "zählstelle", now=NOW)
    with pytest.raises(KeyRefused):
        keys.holder(token, now=NOW)


def test_a_token_that_a_person_got_through_the_client_is_not_the_clients_own(city: Provider) -> None:
    with pytest.raises(KeyRefused):
        keys.holder(city.token(city.claims(NOW, sub="person-4711")), now=NOW)


def test_a_named_subject_is_let_in_and_no_other(city: Provider) -> None:
    facts = keys.NewKey(name="robot", domain="bikes", oauth_client="app", oauth_subject="robot-7")
    keys.create("test", facts, now=NOW)
    told = city.claims(NOW, client_id="app")
    assert keys.holder(city.token({**told, "sub": "robot-7"}), now=NOW).name == "robot"
    for other in ("robot-8", "app"):
        with pytest.raises(KeyRefused):
            keys.holder(city.token({**told, "sub": other}), now=NOW)


def test_a_service_account_of_keycloak_is_the_client_itself(provider: Provider) -> None:
    told = provider.claims(
        NOW,
        sub="0f3a",
        azp="zaehler",
        typ="Bearer",
        preferred_username="service-account-zaehler",
    )
    proven = tokens.proven(provider.token(told, header={"typ": "JWT"}), now=NOW)
    assert (proven.client, proven.own) == ("zaehler", True)


def test_a_user_whose_name_looks_like_a_service_account_is_not_the_client(provider: Provider) -> None:
    told = provider.claims(NOW, sub="0f3a", client_id=None, azp="zaehler")
    told["preferred_username"] = "service-account-zaehler"
    assert not tokens.proven(provider.token(told), now=NOW).own


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://anmeldung.stadt.example/realms/andere"},
        {"iss": "https://anmeldung.stadt.example/realms/verwaltung/"},
        {"iss": None},
        {"iss": ["https://anmeldung.stadt.example/realms/verwaltung"]},
        {"aud": "another-service"},
        {"aud": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"exp": "2026-11-22"},
        {"exp": 1e300},
        {"exp": True},
        {"client_id": None},
        {"client_id": {"$ne": ""}},
        {"nonce": "n"},
        {"at_hash": "h"},
        {"cnf": {"jkt": "stolen"}},
    ],
)
def test_a_token_with_wrong_claims_is_refused(provider: Provider, claims: dict[str, object]) -> None:
    assert refused(provider.token(provider.claims(NOW, **claims), key=ec_key()))


def test_expired_early_and_everlasting_tokens_are_refused(provider: Provider) -> None:
    token = provider.token(provider.claims(NOW))
    assert "abgelaufen" in refused(token, NOW + timedelta(minutes=6, seconds=1))
    assert "noch nicht" in refused(token, NOW - timedelta(minutes=2))
    ends = int((NOW + timedelta(days=30)).timestamp())
    assert "länger" in refused(provider.token(provider.claims(NOW, exp=ends)))
    later = int((NOW + timedelta(minutes=3)).timestamp())
    assert "noch nicht" in refused(provider.token(provider.claims(NOW, nbf=later)))


def test_clocks_may_differ_by_a_minute(provider: Provider) -> None:
    token = provider.token(provider.claims(NOW))
    for moment in (NOW - timedelta(seconds=59), NOW + timedelta(minutes=5, seconds=59)):
        assert tokens.proven(token, now=moment).client == "zaehler"


def test_a_token_to_sign_people_in_is_no_access_token(provider: Provider) -> None:
    told = provider.claims(NOW)
    assert "Zugriffstoken" in refused(provider.token(told, header={"typ": "JWT"}))
    assert "Zugriffstoken" in refused(provider.token({**told, "typ": "ID"}, header={"typ": "JWT"}))
    assert "Zugriffstoken" in refused(provider.token(told, header={"typ": "logout+jwt"}))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256"])
def test_a_token_without_signature_is_refused(provider: Provider, algorithm: str) -> None:
    header = {"typ": "at+jwt", "alg": algorithm, "kid": "first"}
    assert "Unterschrift" in refused(unsigned(header, provider.claims(NOW)))


def test_a_token_signed_with_the_public_key_as_shared_secret_is_refused(provider: Provider) -> None:
    pem = ec_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = unsigned({"typ": "at+jwt", "alg": "HS256", "kid": "first"}, provider.claims(NOW))
    assert pem.startswith(b"-----BEGIN")
    assert "Unterschrift" in refused(header + base64.urlsafe_b64encode(pem[:32]).rstrip(b"=").decode())


def test_keys_that_come_with_the_token_are_not_used(provider: Provider) -> None:
    mine = {"jwk": public(ec_key("mine"), "first"), "jku": "https://evil.example/keys"}
    assert refused(provider.token(provider.claims(NOW), key=ec_key("mine"), header=mine))
    assert all(url.startswith(provider.url) for url in provider.asked)


def test_a_changed_token_and_one_of_another_signer_are_refused(provider: Provider) -> None:
    token = provider.token(provider.claims(NOW))
    head, body, signature = token.split(".")
    for broken in (
        provider.token(provider.claims(NOW), key=ec_key("mine")),
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}.",
        f"{head}.{body}",
        "..",
        "a.b.c",
        "e30.e30.e30",
        token * 40,
    ):
        assert refused(broken)


def test_what_a_token_demands_beyond_the_standard_is_refused(provider: Provider) -> None:
    told = provider.claims(NOW)
    assert refused(provider.token(told, header={"crit": ["exp"], "exp": 1}))
    assert refused(provider.token(told, header={"kid": "../../etc/passwd"}))


def test_rsa_keys_sign_in_their_own_way_and_short_ones_not_at_all(provider: Provider) -> None:
    provider.keys = [
        public(rsa_key(), "open"),
        public(rsa_key(), "fixed", alg="PS256"),
        public(rsa_key(1024), "short"),
        public(rsa_key(), "secret", use="enc"),
    ]
    told = provider.claims(NOW)

    def by(key_id: str, algorithm: str) -> str:
        return provider.token(told, key=rsa_key(), algorithm=algorithm, header={"kid": key_id})

    assert tokens.proven(by("open", "RS256"), now=NOW).own
    assert tokens.proven(by("fixed", "PS256"), now=NOW).own
    assert refused(by("fixed", "RS256"))
    assert "kennt den Schlüssel" in refused(by("short", "RS256"))
    assert "kennt den Schlüssel" in refused(by("secret", "RS256"))


def test_an_unknown_key_makes_the_city_ask_again_but_seldom(provider: Provider, clock: Clock) -> None:
    told = provider.claims(NOW)
    tokens.proven(provider.token(told), now=NOW)
    for number in range(20):
        refused(provider.token(told, header={"kid": f"guess-{number}"}))
    assert len(provider.asked) == 2
    provider.keys.append(public(ec_key("second"), "second"))
    clock.now_s += PAUSE_S
    assert tokens.proven(provider.token(told, key=ec_key("second"), header={"kid": "second"}), now=NOW)
    assert len(provider.asked) == 4


def test_a_withdrawn_key_ends_with_the_next_look(provider: Provider, clock: Clock) -> None:
    token = provider.token(provider.claims(NOW))
    tokens.proven(token, now=NOW)
    provider.keys = [public(ec_key("second"), "second")]
    clock.now_s += FRESH_S + 1
    assert refused(token)


def test_while_the_provider_is_away_known_keys_work_for_a_day(provider: Provider, clock: Clock) -> None:
    token = provider.token(provider.claims(NOW))
    tokens.proven(token, now=NOW)
    provider.down = True
    clock.now_s += FRESH_S + 1
    assert tokens.proven(token, now=NOW)
    clock.now_s += STALE_S
    with pytest.raises(KeyUnchecked):
        tokens.proven(token, now=NOW)


def test_a_provider_that_never_answered_is_asked_seldom(provider: Provider) -> None:
    provider.down = True
    for _ in range(5):
        with pytest.raises(KeyUnchecked):
            tokens.proven(provider.token(provider.claims(NOW)), now=NOW)
    assert len(provider.asked) == 1


def test_keys_are_found_by_discovery_over_the_network() -> None:
    with serving() as feed:
        provider = Provider(url=feed.address)
        for path, content in provider.answers().items():
            feed.tell(path, content, Content_Type="application/json")
        tokens.provide([Issuer(url=feed.address, audience=AUDIENCE)])
        try:
            assert tokens.proven(provider.token(provider.claims(NOW)), now=NOW).client == "zaehler"
        finally:
            tokens.provide([])


@pytest.mark.parametrize(
    "answer",
    [
        b"[]",
        b"<html>",
        b'{"issuer": "https://evil.example", "jwks_uri": "https://evil.example/keys"}',
        b'{"issuer": "https://anmeldung.stadt.example/realms/verwaltung", "jwks_uri": "http://evil.example"}',
        b'{"issuer": "https://anmeldung.stadt.example/realms/verwaltung", "jwks_uri": "file:///etc/passwd"}',
    ],
)
def test_a_discovery_that_leads_elsewhere_is_not_followed(provider: Provider, answer: bytes) -> None:
    asked: list[str] = []

    def fetch(url: str, private: bool) -> bytes:
        asked.append(url)
        return answer

    tokens.provide([provider.issuer], Signers(fetch))
    with pytest.raises(KeyUnchecked):
        tokens.proven(provider.token(provider.claims(NOW)), now=NOW)
    assert len(asked) == 1


def test_keys_on_another_server_may_not_lie_in_a_private_network(provider: Provider) -> None:
    asked: list[tuple[str, bool]] = []
    told = json.dumps({"issuer": provider.url, "jwks_uri": "https://keys.example/k"}).encode()

    def fetch(url: str, private: bool) -> bytes:
        asked.append((url, private))
        return told if url.endswith("openid-configuration") else json.dumps({"keys": provider.keys}).encode()

    tokens.provide([replace(provider.issuer)], Signers(fetch))
    assert tokens.proven(provider.token(provider.claims(NOW)), now=NOW)
    assert [private for _url, private in asked] == [True, False]
