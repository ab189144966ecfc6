# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in through a provider that others wrote, in a process of its own."""

from __future__ import annotations

import html
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from pytest_django.fixtures import Settings

from stadtkern.kernel import granting
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Role
from stadtkern.web.accounts.oidc import tokens
from stadtkern.web.accounts.oidc.providers import Granted, IdentityProvider

AMIRA = {
    "sub": "a-1",
    "preferred_username": "amira",
    "email": "amira@stadt.example",
    "email_verified": True,
    "groups": ["chefs"],
}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of the provider; it asks for a nonce."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--require-nonce", "true", "--user-claims", json.dumps(AMIRA)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            requests.get(f"{url}/.well-known/openid-configuration", timeout=2)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


def test_an_administrator_of_the_provider_signs_in(provider: str, settings: Settings) -> None:
    chefs = Granted(role=Role.ADMINISTRATOR)
    settings.IDENTITY_PROVIDERS = (
        IdentityProvider(
            key="stadt", name="Stadt", issuer=provider, client="stadt", secret="s", groups=(("chefs", chefs),)
        ),
    )
    tokens.forget()
    client = Client()
    page = client.post("/konto/extern/stadt/anmelden/").content.decode()
    found = re.search(r'content="0;url=([^"]+)"', page)
    assert found is not None, page

    answer = requests.post(
        html.unescape(found.group(1)), data={"sub": "a-1"}, allow_redirects=False, timeout=10
    )
    back = urlsplit(answer.headers["Location"])
    landed = client.get(f"{back.path}?{back.query}")

    assert landed["Location"] == "/cockpit/"
    amira = Person.objects.get()
    assert (amira.username, amira.email) == ("amira", "amira@stadt.example")
    assert [Role(one.role) for one in granting.grants_of(amira)] == [Role.ADMINISTRATOR]
