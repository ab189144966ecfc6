# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in through an identity provider: who comes in as whom, with which roles, and what is refused."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from stadtkern.kernel import granting
from stadtkern.kernel.models import Department, Person
from stadtkern.kernel.rights import Scope
from stadtkern.kernel.roles import Role
from stadtkern.web.accounts.oidc import tokens
from stadtkern.web.accounts.oidc.adapter import level_of
from stadtkern.web.accounts.oidc.providers import Claims, Granted, IdentityProvider
from stadtkern.web.accounts.oidc.tokens import LOGOUT_EVENT

from .givens import WORDS, acts, page, person, signed_in
from .issuer import Issuer

START = "/konto/extern/stadt/anmelden/"
BACK = "/konto/extern/stadt/rueckkehr/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(settings: Settings) -> Iterator[Issuer]:
    """An identity provider that the city knows: gruen works for the parks, chefs administrate."""
    made = Issuer()
    Department.objects.get_or_create(name="Grünflächenamt")
    parks = Granted(role=Role.EDITOR, department="Grünflächenamt")
    settings.IDENTITY_PROVIDERS = (
        IdentityProvider(
            key="stadt",
            name="Anmeldung der Stadtverwaltung",
            issuer=made.url,
            client="stadt",
            secret="geheim",
            groups=(("gruen", parks), ("chefs", Granted(role=Role.ADMINISTRATOR))),
        ),
    )
    tokens.forget()
    yield made
    made.close()
    tokens.forget()


def change(settings: Settings, **more: object) -> None:
    settings.IDENTITY_PROVIDERS = (replace(settings.IDENTITY_PROVIDERS[0], **more),)


def go(client: Client, **more: str) -> str:
    """The address of the provider to which the city sends somebody."""
    answer = client.post(START, more)
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())
    assert found is not None, answer.content.decode()
    return html.unescape(found.group(1))


def come(issuer: Issuer, client: Client, **more: str) -> HttpResponse:
    """Go to the provider, sign in there, come back."""
    answer = client.get(f"{BACK}?{issuer.agree(go(client, **more))}")
    assert isinstance(answer, HttpResponse)
    return answer


def roles(one: Person) -> set[tuple[str, str]]:
    return {(str(g.role), g.department.name if g.department else "") for g in granting.grants_of(one)}


def is_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def test_somebody_of_a_known_group_gets_an_account_with_its_role(issuer: Issuer) -> None:
    client = Client()

    answer = come(issuer, client)
    erik = Person.objects.get()
    assert (answer["Location"], erik.username, erik.has_usable_password()) == ("/cockpit/", "erik", False)
    assert roles(erik) == {("editor", "Grünflächenamt")}
    assert ("identity provider", "person.create") in acts()
    assert is_in(client)


def test_roles_follow_groups_at_each_sign_in_and_those_given_here_stay(issuer: Issuer) -> None:
    come(issuer, Client())
    erik = Person.objects.get()
    parks = Department.objects.get(name="Grünflächenamt")
    granting.grant("test", erik, Role.STEWARD, scope=Scope(department=parks.pk), at=timezone.now())

    issuer.person["groups"] = ["chefs"]
    come(issuer, Client())
    assert roles(erik) == {("administrator", ""), ("steward", "Grünflächenamt")}

    issuer.person["groups"] = []
    come(issuer, Client())
    assert roles(erik) == {("steward", "Grünflächenamt")}


def test_strangers_of_the_provider_do_not_come_in(issuer: Issuer) -> None:
    issuer.person["groups"] = ["kantine"]
    client = Client()

    answer = come(issuer, client)

    assert (answer.status_code, "keine Ihrer Gruppen" in answer.content.decode()) == (403, True)
    assert not Person.objects.exists()


def test_groups_are_read_from_the_claim_that_the_operator_names(issuer: Issuer, settings: Settings) -> None:
    change(settings, claims=Claims(groups="realm_access.roles"))
    issuer.person = {"sub": "u-1", "preferred_username": "erik"}
    issuer.told = {"realm_access": {"roles": ["chefs"]}}

    come(issuer, Client())

    assert roles(Person.objects.get()) == {("administrator", "")}


def test_it_goes_on_to_the_asked_page_and_nowhere_else(issuer: Issuer) -> None:
    assert come(issuer, Client(), next="/cockpit/quellen/")["Location"] == "/cockpit/quellen/"
    assert come(issuer, Client(), next="https://boese.example/")["Location"] == "/cockpit/"


def other_key(issuer: Issuer, claims: dict[str, object]) -> str:
    return jwt.encode(
        claims, ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": issuer.key_id}
    )


def unsigned(_issuer: Issuer, claims: dict[str, object]) -> str:
    return jwt.encode(claims, "", algorithm="none")


def by_public_key(issuer: Issuer, claims: dict[str, object]) -> str:
    """The public key as a shared secret: the oldest trick against verifiers that trust the header."""
    secret = json.dumps(issuer.answer("/jwks")).ljust(64)
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": issuer.key_id})


def changed_later(issuer: Issuer, claims: dict[str, object]) -> str:
    head, _body, signature = issuer.signed(claims).split(".")
    forged = base64.urlsafe_b64encode(json.dumps(claims | {"groups": ["chefs"]}).encode()).rstrip(b"=")
    return f"{head}.{forged.decode()}.{signature}"


@pytest.mark.parametrize("sign", [other_key, unsigned, by_public_key, changed_later])
def test_a_token_that_the_provider_did_not_sign_is_refused(issuer: Issuer, sign: object) -> None:
    assert callable(sign)
    issuer.sign = lambda claims: str(sign(issuer, claims))
    client = Client()

    assert come(issuer, client).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://boese.example"},
        {"aud": "andere"},
        {"aud": ["stadt", "andere"]},
        {"azp": "andere"},
        {"exp": 1_700_000_000},
        {"nonce": "von gestern"},
        {"nonce": None},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_of_another_time_is_refused(
    issuer: Issuer, wrong: dict[str, object]
) -> None:
    issuer.twist = lambda claims: {k: v for k, v in (claims | wrong).items() if v is not None}
    client = Client()

    assert come(issuer, client).status_code == 400
    assert not is_in(client)


def test_what_the_provider_says_of_somebody_else_beside_the_token_is_refused(issuer: Issuer) -> None:
    issuer.told = {"sub": "u-2", "groups": ["chefs"]}

    assert come(issuer, Client()).status_code == 400


def test_a_way_back_that_nobody_began_here_is_refused(issuer: Issuer) -> None:
    victim, thief = Client(), Client()
    way_back = issuer.agree(go(thief))

    for query in (way_back, "code=x&state=y", "code=x", "error=access_denied&state=y", ""):
        assert victim.get(f"{BACK}?{query}").status_code == 400
    assert not is_in(victim)


def test_who_cancels_at_the_provider_is_told_that_nothing_happened(issuer: Issuer) -> None:
    client = Client()
    state = issuer.agree(go(client)).rpartition("state=")[2]

    answer = client.get(f"{BACK}?error=access_denied&state={state}")

    assert (answer.status_code, "abgebrochen" in answer.content.decode()) == (200, True)


def test_a_provider_cannot_send_the_city_into_its_own_network(issuer: Issuer) -> None:
    issuer.elsewhere = {"token_endpoint": issuer.url.replace("127.0.0.1", "127.0.0.2") + "/token"}

    assert come(issuer, Client()).status_code == 400
    assert issuer.asked != {}


def test_a_way_back_opens_once(issuer: Issuer) -> None:
    client = Client()
    way_back = issuer.agree(go(client))
    client.get(f"{BACK}?{way_back}")
    client.post("/konto/abmelden/")

    assert client.get(f"{BACK}?{way_back}").status_code == 400
    assert not is_in(client)


def test_a_provider_that_names_itself_otherwise_is_refused(issuer: Issuer, settings: Settings) -> None:
    change(settings, issuer=issuer.url.replace("127.0.0.1", "localhost"))

    assert Client().post(START).status_code == 503


def test_a_provider_that_does_not_answer_is_said_to(issuer: Issuer) -> None:
    issuer.close()

    answer = Client().post(START)

    assert (answer.status_code, "antwortet gerade nicht" in answer.content.decode()) == (503, True)


def test_a_new_key_of_the_provider_is_learnt(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    come(issuer, Client())
    monkeypatch.setattr(tokens, "ASK_AGAIN_S", 0.0)
    issuer.key, issuer.key_id = ec.generate_private_key(ec.SECP256R1()), "zwei"
    client = Client()

    come(issuer, client)

    assert is_in(client)
    assert issuer.paths.count("/.well-known/openid-configuration") == 1


def test_unknown_keys_do_not_make_the_city_ask_without_end(issuer: Issuer) -> None:
    issuer.sign = lambda claims: jwt.encode(claims, issuer.key, "ES256", headers={"kid": "unbekannt"})

    for _ in range(4):
        come(issuer, Client())

    assert issuer.paths.count("/jwks") == 1


def test_the_same_confirmed_address_leads_to_the_account_that_is_there(issuer: Issuer) -> None:
    erik = person(email="erik@stadt.example")
    issuer.person |= {"email": "Erik@stadt.example", "email_verified": True}
    client = Client()

    come(issuer, client)

    assert Person.objects.get() == erik
    assert SocialAccount.objects.get().user_id == erik.pk
    assert ("erik", "person.link") in acts()
    assert Person.objects.get().check_password(WORDS)


@pytest.mark.parametrize("said", [False, None, "true", 1])
def test_an_address_that_the_provider_has_not_checked_leads_to_nobodys_account(
    issuer: Issuer, said: object
) -> None:
    erik = person("anna", email="erik@stadt.example")
    issuer.person |= {"email": "erik@stadt.example", "email_verified": said}

    come(issuer, Client())

    assert SocialAccount.objects.get().user_id != erik.pk
    assert not EmailAddress.objects.exclude(user=erik).exists()


def test_an_address_that_nobody_confirmed_here_leads_to_nobodys_account(issuer: Issuer) -> None:
    thief = person("dieb")
    EmailAddress.objects.create(user=thief, email="erik@stadt.example", verified=False)
    issuer.person |= {"email": "erik@stadt.example", "email_verified": True}

    come(issuer, Client())

    assert SocialAccount.objects.get().user_id != thief.pk


def test_administrators_are_not_taken_over_by_an_address(issuer: Issuer) -> None:
    boss = person("amira", administrator=True, email="amira@stadt.example")
    issuer.person |= {"email": "amira@stadt.example", "email_verified": True}

    come(issuer, Client())

    assert SocialAccount.objects.get().user_id != boss.pk


def test_somebody_signed_in_links_the_own_account(issuer: Issuer) -> None:
    boss = person("amira", administrator=True)
    issuer.person["groups"] = []
    client = signed_in("amira")
    client.post("/konto/bestaetigen/", {"password": WORDS})

    assert "Mit Anmeldung der Stadtverwaltung verknüpfen" in page(client, "/konto/verknuepfungen/")

    come(issuer, client, process="connect", next="/konto/verknuepfungen/")
    again = Client()
    come(issuer, again)

    assert SocialAccount.objects.get().user_id == boss.pk
    assert "amira" in page(again, "/konto/")


def test_roles_of_an_identity_go_when_it_is_unlinked(issuer: Issuer) -> None:
    erik = person(email="erik@stadt.example")
    issuer.person |= {"email": "erik@stadt.example", "email_verified": True}
    client = Client()
    come(issuer, client)
    assert roles(erik) == {("editor", "Grünflächenamt")}
    client.post("/konto/bestaetigen/", {"password": WORDS})

    client.post("/konto/verknuepfungen/", {"account": SocialAccount.objects.get().pk})

    assert roles(erik) == set()
    assert ("erik", "person.unlink") in acts()


def test_the_only_way_into_an_account_is_not_unlinked(issuer: Issuer) -> None:
    client = Client()
    come(issuer, client)

    client.post("/konto/verknuepfungen/", {"account": SocialAccount.objects.get().pk})

    assert SocialAccount.objects.exists()


def test_nobody_comes_in_below_the_level_of_assurance_that_is_asked_for(
    issuer: Issuer, settings: Settings
) -> None:
    change(settings, least_level="substantial", claims=Claims(level="stork_qaa", subject="bPK2"))
    issuer.person |= {"bPK2": "bpk-7", "stork_qaa": "STORK-QAA-Level-1"}
    low = come(issuer, Client())
    issuer.person["stork_qaa"] = "STORK-QAA-Level-4"
    high = come(issuer, Client())

    assert (low.status_code, high.status_code) == (403, 302)
    assert SocialAccount.objects.get().uid == "bpk-7"
    assert level_of(Person.objects.get()) == "high"


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize(("factors", "status"), [(["pwd", "otp"], 200), (["pwd"], 302)])
def test_a_second_factor_at_the_provider_counts(
    issuer: Issuer, settings: Settings, factors: list[str], status: int
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    issuer.person |= {"groups": ["chefs"], "amr": factors}
    client = Client()

    come(issuer, client)

    assert client.get("/cockpit/").status_code == status


def test_signing_out_names_the_way_out_of_the_provider(issuer: Issuer) -> None:
    client = Client()
    come(issuer, client)

    answer = client.post("/konto/abmelden/")

    assert f"{issuer.url}/logout?client_id=stadt" in answer.content.decode()
    assert not is_in(client)


def said_out(issuer: Issuer, **more: object) -> str:
    claims = issuer.times() | {"sub": "u-1", "jti": "j-1", "events": {LOGOUT_EVENT: {}}} | more
    return issuer.signed({k: v for k, v in claims.items() if v is not None})


def test_signing_out_at_the_provider_ends_the_sessions_here(issuer: Issuer) -> None:
    here, own = Client(), Client()
    come(issuer, here)
    token = said_out(issuer)

    first = Client().post("/konto/extern/stadt/abgemeldet/", {"logout_token": token})
    again = Client().post("/konto/extern/stadt/abgemeldet/", {"logout_token": token})

    assert (first.status_code, again.status_code) == (200, 400)
    assert not is_in(here)
    assert not is_in(own)


@pytest.mark.parametrize(
    "wrong",
    [{"aud": "andere"}, {"events": {}}, {"nonce": "n"}, {"sub": None}, {"exp": 1}, {"jti": None}],
    ids=str,
)
def test_a_wrong_logout_token_ends_nothing(issuer: Issuer, wrong: dict[str, object]) -> None:
    client = Client()
    come(issuer, client)

    answer = Client().post("/konto/extern/stadt/abgemeldet/", {"logout_token": said_out(issuer, **wrong)})

    assert answer.status_code == 400
    assert is_in(client)


def test_a_provider_that_nobody_configured_is_no_page(issuer: Issuer) -> None:
    assert Client().post("/konto/extern/andere/anmelden/").status_code == 404
    assert Client().get("/konto/extern/andere/rueckkehr/").status_code == 404
