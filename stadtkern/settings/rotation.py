# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changing the secret key of an installation while it runs, in two steps.

First there is a new key, and everything sealed is sealed again; what the former key has signed (sessions,
webhooks) still counts. Later the former key is dropped. After each step a killed command can be called again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.db import models

from stadtkern.kernel import audit, sealed_fields
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.sealed_fields import Renewed

from . import secret

_DOCUMENTS: tuple[tuple[type[models.Model], str], ...] = ((Authenticator, "data"),)
"""JSON columns of other packages in which sealed texts stand among others."""
_ACTOR = "command line"


class NotOpened(CityError):
    """Einiges Versiegelte lässt sich mit keinem Schlüssel öffnen."""


@dataclass(frozen=True, kw_only=True)
class State:
    """How far a change of the key is."""

    keys: int
    """1: none is going on."""
    renewed: Sequence[Renewed]

    @property
    def changed(self) -> int:
        """Secrets that were sealed again."""
        return sum(one.renewed for one in self.renewed)

    @property
    def broken(self) -> tuple[str, ...]:
        """Columns with secrets that no key opens."""
        return tuple(f"{one.place} ({one.broken})" for one in self.renewed if one.broken)


def rotate(data: Path, *, at: datetime) -> State:
    """Make a new key and seal everything under it; while a change is going on, seal only what is left."""
    present = secret.keys(data)
    if len(present) == 1:
        secret.write_keys(data, (secret.new_key(), *present))
    state = State(keys=len(secret.keys(data)), renewed=tuple(sealed_fields.renew(_DOCUMENTS)))
    audit.record(_ACTOR, "secret.rotate", "secret key", {"sealed again": state.changed}, at)
    return state


def finish(data: Path, *, at: datetime, lose_broken: bool = False) -> State:
    """Drop the former key; sessions and signatures that only it made end.

    Raises:
        NotOpened: some secrets cannot be opened; they would stay lost, so they must be entered again first.
    """
    state = State(keys=1, renewed=tuple(sealed_fields.renew(_DOCUMENTS)))
    if state.broken and not lose_broken:
        raise NotOpened(
            f"Mit keinem Schlüssel zu öffnen: {', '.join(state.broken)}. Bitte im Cockpit neu eintragen oder "
            "den Befehl mit --lose-broken wiederholen."
        )
    secret.write_keys(data, secret.keys(data)[:1])
    audit.record(_ACTOR, "secret.finish", "secret key", {"sealed again": state.changed}, at)
    return state
