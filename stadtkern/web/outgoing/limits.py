# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits of outgoing requests; the roof provides those an operator may change."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long the city waits for an answer and how much of it it reads."""

    answer_bytes: int = 64 * MIB
    """Largest answer, after decompression."""
    connect_s: float = 10.0
    total_s: float = 60.0
    redirects: int = 5
    allow_private: bool = False
    """True lets requests go into private networks."""


_PROVIDED: list[Limits] = [Limits()]


def provide(limits: Limits) -> None:
    """Replace the limits of this process."""
    _PROVIDED[:] = [limits]


def limits() -> Limits:
    """The limits of this process."""
    return _PROVIDED[0]
