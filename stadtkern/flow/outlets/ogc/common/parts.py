# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The parts of this interface, in the order in which it describes them; ``ogc.declared`` provides them."""

from __future__ import annotations

from .routing import Routes, routes_of
from .words import Part

_PROVIDED: list[tuple[Part, ...]] = [()]


def provide(parts: tuple[Part, ...]) -> None:
    """Say what is served."""
    _PROVIDED[:] = [parts]


def parts() -> tuple[Part, ...]:
    """What is served."""
    return _PROVIDED[0]


def routes() -> Routes:
    """The routes of what is served."""
    return routes_of(parts())
