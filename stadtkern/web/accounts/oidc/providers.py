# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the city knows of an identity provider: where it is, what its claims mean, what its groups give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.roles import Role

LEVELS: Final = {
    "STORK-QAA-Level-1": "low",
    "STORK-QAA-Level-2": "low",
    "STORK-QAA-Level-3": "substantial",
    "STORK-QAA-Level-4": "high",
    "http://eidas.europa.eu/LoA/low": "low",
    "http://eidas.europa.eu/LoA/substantial": "substantial",
    "http://eidas.europa.eu/LoA/high": "high",
    "low": "low",
    "substantial": "substantial",
    "high": "high",
}
"""Levels of assurance as BundID (STORK QAA) and eIDAS (EU 2015/1502) write them, in the words of eIDAS."""

RANK: Final = {"": 0, "low": 1, "substantial": 2, "high": 3}
"""Order of the levels; no level is less than every one."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Names of claims; a dot leads into an object (``realm_access.roles``)."""

    subject: str = "sub"
    """Who it is; for BundID ``bPK2``, which is different for each administration."""
    groups: str = "groups"
    level: str = "acr"
    """Level of assurance, as in :data:`LEVELS`."""
    factors: str = "amr"
    """How somebody signed in (RFC 8176)."""


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A role that a group stands for."""

    role: Role
    department: str = ""
    """Name of the department; empty: the whole city."""


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """An identity provider that people may sign in with."""

    key: str
    """In addresses of the city."""
    name: str
    issuer: str
    """As in its ID tokens, without a slash at the end that they have not."""
    client: str
    secret: str = ""
    claims: Claims = field(default_factory=Claims)
    groups: tuple[tuple[str, Granted], ...] = ()
    """Several pairs may name one group."""
    everybody: Role | None = None
    """Role of everybody whom the provider lets through; none: only people with a known group come in."""
    least_level: str = ""
    """Nobody comes in below this level of assurance; empty: all."""
    links_by_address: bool = True
    """A person with a verified e-mail address here is recognised by the same verified address there."""
    second_factor: tuple[str, ...] = ("mfa", "otp", "hwk", "sc", "fpt", "face", "swk")
    """Values of the claim of factors that count as a second factor (RFC 8176 section 2)."""
    scopes: tuple[str, ...] = ("openid", "profile", "email")

    def roles_of(self, groups: frozenset[str]) -> frozenset[Granted]:
        """What these groups stand for, and what everybody gets."""
        found = {granted for group, granted in self.groups if group in groups}
        if self.everybody is not None:
            found.add(Granted(role=self.everybody))
        return frozenset(found)


def configured() -> tuple[IdentityProvider, ...]:
    """The identity providers of this city."""
    providers: tuple[IdentityProvider, ...] = settings.IDENTITY_PROVIDERS
    return providers


def provider_of(key: str) -> IdentityProvider:
    """The provider with this key.

    Raises:
        NotFound: there is none.
    """
    for one in configured():
        if one.key == key:
            return one
    raise NotFound
