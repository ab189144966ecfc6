# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""In which form something is answered: the parameter f, or else the Accept header (17-069r4 clause 7.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from stadtkern.flow.outlets.answering.packing import weighted

from .errors import ParameterRefused
from .requests import Request
from .words import Link, Parameter

F = "f"


@dataclass(frozen=True, kw_only=True)
class Representation:
    """A form of an answer."""

    name: str
    """As in ``f=<name>``."""
    media_type: str
    title: str
    """In links."""


JSON = Representation(name="json", media_type="application/json", title="JSON")
HTML = Representation(name="html", media_type="text/html", title="HTML")
DOCUMENT = (JSON, HTML)
"""Forms of everything that describes."""


def f_parameter(offered: Sequence[Representation]) -> Parameter:
    """The parameter that names the form of the answer."""
    return Parameter(
        name=F,
        schema={"type": "string", "enum": [one.name for one in offered]},
        description="Form of the answer; without it the Accept header decides.",
    )


def chosen(
    request: Request, parameters: Mapping[str, str], offered: Sequence[Representation]
) -> Representation:
    """The form for this request, the first one when the client does not mind.

    Raises:
        ParameterRefused: ``f`` names another one.
    """
    wanted = parameters.get(F)
    if wanted is not None:
        found = next((one for one in offered if one.name == wanted.lower()), None)
        if found is None:
            names = ", ".join(one.name for one in offered)
            raise ParameterRefused(
                f"there is no form “{wanted[:40]}”", parameter=F, expectation=f"one of {names}"
            )
        return found
    return _accepted(request.header("accept"), offered)


def _accepted(header: str, offered: Sequence[Representation]) -> Representation:
    """The form that the header likes best; one that names nothing known means the first."""
    if not header:
        return offered[0]
    weights = weighted(header)

    def liked(one: Representation) -> float:
        name = one.media_type.partition(";")[0].strip()
        family = f"{name.partition('/')[0]}/*"
        return weights.get(name, weights.get(family, weights.get("*/*", 0.0)))

    return max(offered, key=liked)


def alternates(request: Request, shown: Representation, offered: Sequence[Representation]) -> list[Link]:
    """Links to this document and to its other forms (17-069r4 requirements with rel self and alternate)."""
    return [
        Link(
            href=address_with(request, {F: one.name}),
            rel="self" if one is shown else "alternate",
            type=one.media_type,
            title=one.title,
        )
        for one in (shown, *(other for other in offered if other is not shown))
    ]


def address_with(request: Request, changes: Mapping[str, str | None]) -> str:
    """The address that was asked with some parameters changed; null removes one."""
    kept = {**request.parameters(), **changes}
    query = encoded({name: value for name, value in kept.items() if value is not None})
    return f"{request.url}?{query}" if query else request.url


def encoded(parameters: Mapping[str, str]) -> str:
    """A query string."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in parameters.items())


def _quoted(text: str) -> str:
    return quote(text, safe="-._~:/,'()*!@")
