# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All requirements, and what an installation does not fulfil."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt

from .machine import MACHINE
from .people import PEOPLE
from .reach import REACH
from .words import Place, Requirement

REQUIREMENTS = (*REACH, *MACHINE, *PEOPLE)


def asked(*, register: bool) -> tuple[Requirement, ...]:
    """Those that can be looked at; ``register``: whether the database can be asked."""
    return REQUIREMENTS if register else (*REACH, *MACHINE)


def unfulfilled(place: Place, *, register: bool = True) -> Iterator[CheckMessage]:
    """What is not well; ``register``: whether the database can be asked."""
    for requirement in asked(register=register):
        kind = Error if requirement.serious else Doubt
        for message in requirement.look(place):
            blocks = ", ".join(requirement.blocks)
            yield kind(f"{message} [{blocks}]", hint=requirement.hint, id=requirement.id)
