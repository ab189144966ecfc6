# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The identity providers of an installation: one from knobs, or several from a JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.roles import CITY_WIDE, Role
from stadtkern.web.accounts.oidc.providers import RANK, Claims, Granted, IdentityProvider

from .env import Knobs

T = TypeVar("T")

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class _Told(msgspec.Struct, forbid_unknown_fields=True):
    """A provider as the file writes it."""

    key: str
    name: str
    issuer: str
    client: str
    secret: str = ""
    secret_file: str = ""
    groups: dict[str, str | list[str]] = {}
    everybody: str = ""
    least_level: str = ""
    links_by_address: bool = True
    second_factor: list[str] | None = None
    scopes: list[str] | None = None
    claims: dict[str, str] = {}


def identity_providers(knobs: Knobs) -> tuple[IdentityProvider, ...]:
    """The providers, in the order in which they are offered.

    Raises:
        WrongSetting: one of the knobs, or the file, cannot be used.
    """
    if not knobs.oidc:
        return ()
    if knobs.oidc.startswith(("https://", "http://")):
        groups = _json("STADTKERN_OIDC_GROUPS", knobs.oidc_groups, dict[str, str | list[str]])
        told = _Told(
            key="anmeldung",
            name=knobs.oidc_name,
            issuer=knobs.oidc,
            client=knobs.oidc_client,
            secret=knobs.oidc_secret,
            groups=groups or {},
        )
        return (_provider(told),)
    several = _json("STADTKERN_OIDC", knobs.oidc, list[_Told]) or []
    keys = [one.key for one in several]
    if len(set(keys)) != len(keys) or not all(key.isascii() and key.isalnum() for key in keys):
        raise WrongSetting(
            "STADTKERN_OIDC: Jeder Anbieter braucht einen eigenen Schlüssel (key) aus Buchstaben und Ziffern."
        )
    return tuple(_provider(one) for one in several)


def _provider(told: _Told) -> IdentityProvider:
    _check_issuer(told.issuer)
    if told.least_level not in RANK:
        raise WrongSetting(
            f"STADTKERN_OIDC: least_level={told.least_level!r} ist keines von low, substantial, high."
        )
    ours = IdentityProvider(key=told.key, name=told.name, issuer=told.issuer, client=told.client)
    return IdentityProvider(
        key=told.key,
        name=told.name,
        issuer=told.issuer,
        client=told.client,
        secret=told.secret or _secret(told.secret_file),
        claims=_claims(told.claims),
        groups=tuple((group, one) for group, texts in told.groups.items() for one in _granted(texts)),
        everybody=_role(told.everybody) if told.everybody else None,
        least_level=told.least_level,
        links_by_address=told.links_by_address,
        second_factor=ours.second_factor if told.second_factor is None else tuple(told.second_factor),
        scopes=ours.scopes if told.scopes is None else tuple(told.scopes),
    )


def _check_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        usable = safe and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise WrongSetting(
            f"STADTKERN_OIDC={issuer!r} ist keine Adresse eines Ausstellers. Erwartet wird https://… ohne "
            "„?“ und „#“, genau wie im Feld „issuer“ seiner Auskunft unter /.well-known/openid-configuration."
        )


def _claims(names: dict[str, str]) -> Claims:
    try:
        return Claims(**names)
    except TypeError as error:
        raise WrongSetting("STADTKERN_OIDC: claims kennt nur subject, groups, level und factors.") from error


def _granted(texts: str | list[str]) -> list[Granted]:
    found = []
    for text in [texts] if isinstance(texts, str) else texts:
        name, _, department = text.partition("@")
        role = _role(name)
        if role in CITY_WIDE and department:
            raise WrongSetting(
                f"STADTKERN_OIDC_GROUPS: Die Rolle {name} gilt immer für die ganze Kommune, nicht für "
                f"{department}."
            )
        found.append(Granted(role=role, department=department))
    return found


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError as error:
        raise WrongSetting(
            f"STADTKERN_OIDC_GROUPS: Die Rolle {name!r} gibt es nicht. Bekannt: {', '.join(Role.values)}."
        ) from error


def _secret(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"STADTKERN_OIDC: Die Datei {path} mit dem Geheimnis ist nicht lesbar.") from error


def _json(name: str, given: str, kind: type[T]) -> T | None:
    """What the text, or the file it names, says; nothing when empty."""
    if not given:
        return None
    try:
        text = given if given[0] in "[{" else Path(given).read_text()
        return msgspec.json.decode(text, type=kind)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise WrongSetting(f"{name}: Weder JSON noch eine lesbare JSON-Datei ({error}).") from error
