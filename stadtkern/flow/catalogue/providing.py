# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What others add to the catalogue, provided by the roof: entries, ways to get data, interfaces, the city."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .words import Agent, Distribution, Entry, Service, Violation

Provider = Callable[[], Iterable[Entry]]
"""Entries that make themselves from what their part of the house declares; asked often, so cheap."""
Ways = Callable[[Entry], Iterable[Distribution]]
"""Ways to get the data of an entry that an interface offers; none when it does not serve it."""


@dataclass(frozen=True, kw_only=True)
class City:
    """The municipality, as its profile says."""

    publisher: Agent
    contact: Agent
    geocoding: tuple[str, ...] = ()
    """Municipality keys of the area that its data covers."""


def _nobody() -> City:
    return City(publisher=Agent(name="Kommune", kind="LocalAuthority"), contact=Agent(name="Kommune"))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that the catalogue is put together from."""

    city: Callable[[], City] = _nobody
    providers: tuple[Provider, ...] = ()
    ways: tuple[Ways, ...] = ()
    services: tuple[Callable[[], Iterable[Service]], ...] = ()
    validate: Callable[[Entry], Sequence[Violation]] | None = None
    """Says what an entry lacks to be valid DCAT-AP.de; null: nobody checks."""


_PARTS: list[Parts] = [Parts()]


def provide(parts: Parts) -> None:
    """Replace what the catalogue of this process is put together from."""
    _PARTS[:] = [parts]


def parts() -> Parts:
    """What the catalogue is put together from."""
    return _PARTS[0]
