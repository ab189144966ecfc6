# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the own account: closed to strangers, and no question of the register too many."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.web.accounts.templatetags.accounts import browser

from .givens import emergency_codes, person, signed_in, with_app

OWN = [
    "",
    "passwort/",
    "passwort/festlegen/",
    "bestaetigen/",
    "e-mail/",
    "sitzungen/",
    "verknuepfungen/",
    "zweiter-faktor/",
    "zweiter-faktor/app/",
    "zweiter-faktor/app/entfernen/",
    "zweiter-faktor/bestaetigen/",
    "notfall-codes/",
    "notfall-codes/neu/",
    "passkeys/",
    "passkeys/neu/",
    "passkeys/1/entfernen/",
    "passkeys/1/umbenennen/",
    "passkeys/bestaetigen/",
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", OWN)
def test_a_stranger_is_asked_to_sign_in(client: Client, path: str) -> None:
    for answer in (client.get(f"/konto/{path}"), client.post(f"/konto/{path}")):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/konto/anmelden/")


@pytest.mark.parametrize("path", ["zweiter-faktor/code/", "extern/neu/"])
def test_who_is_not_half_way_in_begins_at_the_beginning(client: Client, path: str) -> None:
    assert client.get(f"/konto/{path}")["Location"].startswith("/konto/anmelden/")


@pytest.mark.parametrize(
    ("path", "most"), [("", 14), ("sitzungen/", 24), ("passkeys/", 8), ("zweiter-faktor/", 9), ("e-mail/", 9)]
)
def test_every_page_stays_within_its_query_budget(
    path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    erik = person()
    clients = [signed_in() for _ in range(3)]
    with_app(erik)
    emergency_codes(erik)

    with django_assert_max_num_queries(most):
        assert clients[0].get(f"/konto/{path}").status_code == 200


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/140 Safari/537 Edg/140",
            "Edge auf Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537 Chrome/140 Mobile Safari/537",
            "Chrome auf Android",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", "unbekannt"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent: str, said: str) -> None:
    assert browser(agent) == said
