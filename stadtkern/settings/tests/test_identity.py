# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Identity providers from knobs and files, and the sentences about wrong ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.roles import Role
from stadtkern.settings import env
from stadtkern.settings.identity import identity_providers
from stadtkern.web.accounts.oidc.providers import Granted, IdentityProvider

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "konten-und-anmeldung.md"
ISSUER = "https://anmeldung.stadt.example/realms/verwaltung"
OTHER_CLAIMS = f'[{{"key": "a", "name": "A", "client": "c", "issuer": "{ISSUER}", "claims": {{"x": "y"}}}}]'


def providers(**knobs: str) -> tuple[IdentityProvider, ...]:
    return identity_providers(env.read({f"STADTKERN_{name}": value for name, value in knobs.items()}))


def test_without_a_setting_there_is_none() -> None:
    assert providers() == ()


def test_one_provider_needs_four_knobs() -> None:
    (one,) = providers(OIDC=ISSUER, OIDC_SECRET="s", OIDC_GROUPS='{"a": ["editor@Amt", "auditor"]}')

    assert (one.key, one.issuer, one.client, one.secret) == ("anmeldung", ISSUER, "stadtkern", "s")
    assert one.roles_of(frozenset({"a"})) == {
        Granted(role=Role.EDITOR, department="Amt"),
        Granted(role=Role.AUDITOR),
    }


def test_the_file_of_the_guide_is_understood(tmp_path: Path) -> None:
    found = re.search(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found is not None
    secret, told = tmp_path / "geheim", tmp_path / "anbieter.json"
    secret.write_text("s\n")
    told.write_text(re.sub(r"/etc/stadtkern/[\w-]+", str(secret), found.group(1)))

    staff, residents = providers(OIDC=str(told))

    assert (staff.claims.groups, staff.secret) == ("realm_access.roles", "s")
    assert (residents.claims.subject, residents.least_level) == ("bPK2", "low")
    assert residents.roles_of(frozenset()) == {Granted(role=Role.RESIDENT)}


@pytest.mark.parametrize(
    ("knobs", "said"),
    [
        ({"OIDC": "http://anmeldung.stadt.example"}, "https://"),
        ({"OIDC": f"{ISSUER}?x=1"}, "https://"),
        ({"OIDC": ISSUER, "OIDC_GROUPS": '{"a": "koenig"}'}, "koenig"),
        ({"OIDC": ISSUER, "OIDC_GROUPS": '{"a": "operator@Amt"}'}, "ganze Kommune"),
        ({"OIDC": ISSUER, "OIDC_GROUPS": "{kaputt"}, "STADTKERN_OIDC_GROUPS"),
        ({"OIDC": "/gibt/es/nicht.json"}, "STADTKERN_OIDC"),
        ({"OIDC": '[{"key": "a"}]'}, "STADTKERN_OIDC"),
        ({"OIDC": f'[{{"key": "a b", "name": "A", "client": "c", "issuer": "{ISSUER}"}}]'}, "key"),
        (
            {"OIDC": OTHER_CLAIMS},
            "claims",
        ),
        ({"SECOND_FACTOR": "ja"}, "required"),
        ({"REGISTRATION": "ja"}, "STADTKERN_REGISTRATION"),
    ],
)
def test_a_wrong_setting_names_itself(knobs: dict[str, str], said: str) -> None:
    with pytest.raises(WrongSetting, match=re.escape(said)):
        providers(**knobs)
