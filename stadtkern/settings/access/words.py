# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may: the words in which the matrix of access is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from stadtkern.kernel.roles import PERMITS, Action, Role

Where = Literal["city", "own", "elsewhere"]
"""For what somebody has a role: the whole city, what the object belongs to, or something else."""
Group = Literal["everybody", "account", "staff"]


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may do one thing; whoever fits one of these."""

    groups: frozenset[Group] = frozenset()
    somewhere: frozenset[Action] = frozenset()
    """Who may do one of these to anything at all."""
    own: frozenset[Action] = frozenset()
    """Who may do one of these to the object that the address names."""
    city: frozenset[Action] = frozenset()
    """Who may do one of these to the whole city."""

    def __or__(self, other: Access) -> Access:
        """Who fits the one or the other."""
        return Access(
            groups=self.groups | other.groups,
            somewhere=self.somewhere | other.somewhere,
            own=self.own | other.own,
            city=self.city | other.city,
        )

    def permits(self, role: Role | None, where: Where) -> bool:
        """Whether somebody with this role (none: no account) for this scope may."""
        if "everybody" in self.groups:
            return True
        if role is None:
            return False
        actions = PERMITS[role]
        if "account" in self.groups or ("staff" in self.groups and actions):
            return True
        reached = self.somewhere | (self.own if where != "elsewhere" else frozenset())
        return bool(actions & (reached | (self.city if where == "city" else frozenset())))


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a route does, by method; a method that is missing changes nothing."""

    get: Access | None = None
    """Null: the address is only for forms."""
    post: Access | None = None


EVERYBODY: Final = Access(groups=frozenset({"everybody"}))
ACCOUNT: Final = Access(groups=frozenset({"account"}))
"""Whoever is signed in, residents too."""
STAFF: Final = Access(groups=frozenset({"staff"}))
"""Whoever works for the city: has a role that permits anything."""
NOBODY: Final = Access()

Matrix = Mapping[str, Declared]


def somewhere(*actions: Action) -> Access:
    """Who may do one of these to anything."""
    return Access(somewhere=frozenset(actions))


def own(*actions: Action) -> Access:
    """Who may do one of these to the object."""
    return Access(own=frozenset(actions))


def city(*actions: Action) -> Access:
    """Who may do one of these to the whole city."""
    return Access(city=frozenset(actions))


def pages(access: Access, *names: str) -> dict[str, Declared]:
    """Pages that are only looked at."""
    return {name: Declared(get=access) for name in names}


def forms(access: Access, *names: str) -> dict[str, Declared]:
    """Pages with a form that is sent to the same address."""
    return {name: Declared(get=access, post=access) for name in names}


def actions(access: Access, *names: str) -> dict[str, Declared]:
    """Addresses to which forms of other pages are sent."""
    return {name: Declared(post=access) for name in names}
