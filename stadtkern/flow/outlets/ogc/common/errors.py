# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a request to this interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stadtkern.kernel.errors import CityError, PayloadRejected


class ParameterRefused(CityError):
    """A parameter of the request cannot be used."""

    def __init__(self, problem: str, *, parameter: str = "", expectation: str = "") -> None:
        self.parameter = parameter
        self.expectation = expectation
        place = f"parameter “{parameter[:80]}”: " if parameter else ""
        wish = f"; expected {expectation}" if expectation else ""
        super().__init__(f"{place}{problem}{wish}.")


class MethodRefused(CityError):
    """This address does not know this method."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{method[:20]} is not possible here; possible are {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class MediaTypeMissing(PayloadRejected):
    """The header Content-Type is missing; it says what the body is."""


class MediaTypeUnknown(CityError):
    """The body is of a media type that this address does not take."""


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """What is wrong with one field of a body."""

    pointer: str
    """JSON Pointer (RFC 6901) into the body, e.g. ``/properties/name``."""
    detail: str


class BodyRefused(PayloadRejected):
    """The body does not describe what can be stored here."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{one.pointer}: {one.detail}" for one in self.problems[:5]))


class Overloaded(CityError):
    """Too many large files are being written at the moment; please ask again in a minute."""
