# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whose catalogue it is; the roof says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from stadtkern.flow.catalogue.words import Agent


@dataclass(frozen=True, kw_only=True)
class Portal:
    """What a catalogue says about itself."""

    title: str = "Offene Daten"
    description: str = "Offene Daten der Kommune."
    publisher: Agent = field(default_factory=lambda: Agent(name="Kommune", kind="LocalAuthority"))
    contributor: str = ""
    """Code or IRI under which GovData lists the city as deliverer (dcatde:contributorID); empty: none."""
    address: str = ""
    """Lasting address of the city, without a slash at the end; empty: the one it was asked under."""


_PROVIDED: list[Callable[[], Portal]] = [Portal]


def provide(portal: Callable[[], Portal]) -> None:
    """Replace who knows the portal in this process."""
    _PROVIDED[:] = [portal]


def portal() -> Portal:
    """The portal of this city, as it is now."""
    return _PROVIDED[0]()
