# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every address is declared, and answers every role as it is declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from stadtkern.flow.lake.lake import Lake
from stadtkern.settings.access import cockpit, public
from stadtkern.settings.access.cockpit import COCKPIT
from stadtkern.settings.access.public import PUBLIC
from stadtkern.settings.access.words import Declared
from tests.matrix import city
from tests.matrix.people import PERSONAS, Persona, people
from tests.matrix.routes import Route, routes

DECLARED: Mapping[str, Declared] = {**PUBLIC, **COCKPIT}
TABLES: Mapping[str, Mapping[str, Declared]] = {
    "portal": {**public.PORTAL, **public.OPEN_DATA, **public.DASHBOARDS},
    "subjects": {**public.SUBJECTS, **public.ACCOUNTS},
    "ingest": {**cockpit.INGEST, **cockpit.CONNECTIONS, **cockpit.KEYS},
    "platform": {
        **cockpit.PLATFORM,
        **cockpit.FORECASTS,
        **cockpit.DATA,
        **cockpit.RULES,
        **cockpit.SUBJECTS,
    },
}
"""Walked one by one, so that several processes share the work."""
SENT = {
    "building:step": {"schritt": "seite-neu"},
    "codecs:adopt": {"key": "cayenne-lpp"},
    "feeds:new": {"ready": "eigene"},
    "catalogue:give_back": {"grund": "Es fehlt etwas."},
    "catalogue:deprecate": {"grund": "Es gibt etwas Neues.", "am": "2099-01-01"},
    "catalogue:withdraw": {"grund": "Es war falsch."},
    "lorawan:take_table": {"connection": "funk"},
}
"""What forms must say so that an address gets as far as asking who may."""
ABSENT = {
    "oidc_callback": "no provider is configured",
    "oidc_login": "no provider is configured",
    "oidc_signed_out": "no provider is configured",
    "mfa_deactivate_totp": "the account has no second factor",
    "mfa_view_recovery_codes": "the account has no second factor",
    "mfa_remove_webauthn": "the account has no passkey",
    "mfa_edit_webauthn": "the account has no passkey",
    "mfa_reauthenticate": "the account has no second factor",
    "mfa_reauthenticate_webauthn": "the account has no passkey",
    "account_reauthenticate": "the account has no password",
    "account_confirm_email": "there is nothing to confirm",
    "mfa_login_webauthn": "the browser has no passkey",
    "geodata:review": "the upload has no layer",
    "rules:trial_series": "there is nothing to draw",
    "privacy:withdraw": "the account has given no consent",
    "privacy:take_back": "the account has not asked to be erased",
    "catalogue:file": "the dataset has no file",
    "portal:map-boundary": "the city has no boundary file",
    "portal:map-layer": "there is no weather station",
    "poi:picture": "the picture has no file",
    "dashboards:picture": "there is no picture",
    "socialaccount_signup": "nobody came from a provider",
}
"""Addresses whose object the small city has not; they are only asked as somebody who may not."""


@dataclass
class Visitors:
    """A browser of each persona, signed in anew for every request."""

    browsers: dict[str, tuple[Client, dict[str, str]]]

    def status(self, persona: Persona, method: str, address: str, sent: Mapping[str, str]) -> int:
        """How an address answers; what it does is undone. To sign in counts as 401."""
        client, cookies = self.browsers[persona.name]
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value
        before = transaction.savepoint()
        try:
            answer = client.post(address, sent) if method == "POST" else client.get(address)
            if answer.streaming:
                answer.close()
        finally:
            transaction.savepoint_rollback(before)
        moved = answer.status_code == 302 and address != "/cockpit/anmelden/"
        leads_in = moved and answer.headers["Location"].startswith("/konto/anmelden/")
        return 401 if leads_in else answer.status_code


@pytest.fixture
def visitors(db: None, lake: Lake, connected: None) -> Iterator[Visitors]:
    found = {}
    for name, person in people().items():
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person)
        found[name] = (client, {key: one.value for key, one in client.cookies.items()})
    yield Visitors(found)


def test_every_route_is_declared_and_nothing_else() -> None:
    assert {route.name for route in routes()} == set(DECLARED)
    assert set(DECLARED) == {name for table in TABLES.values() for name in table}


@pytest.mark.slow
@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_page_and_form_answers_every_role_as_declared(visitors: Visitors, table: str) -> None:
    known = city.arguments()
    found = [route for route in routes() if route.name in TABLES[table]]
    wrong = [line for route in found for line in _differences(route, route.address(known), visitors)]
    assert not wrong, "\n".join(wrong)


def _differences(route: Route, address: str, visitors: Visitors) -> Iterator[str]:
    declared = DECLARED[route.name]
    for method, access in (("GET", declared.get), ("POST", declared.post)):
        if access is None:
            continue
        for persona in PERSONAS:
            expected = access.permits(persona.role, persona.where)
            if expected and route.name in ABSENT:
                continue
            status = visitors.status(persona, method, address, SENT.get(route.name, {}))
            if status >= 500 or (status not in {401, 403, 404}) != expected:
                yield f"{method} {address} ({route.name}) as {persona.name}: {status}, expected {expected}"
