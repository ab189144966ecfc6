# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which part answers a request, by its path and method."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote

from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer, Header
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import KeyMissing, NotFound

from .errors import MethodRefused, ParameterRefused
from .requests import Request
from .words import Arguments, Operation, Part, Route

_NAME = re.compile(r"\{(\w+)\}")
MOST_SEGMENT = 400
"""So many characters a part of a path may have."""
_SEGMENT = rf"(?P<\1>[^/]{{1,{MOST_SEGMENT}}})"
_KEYS = re.compile(r"\{(featureId|recordId)\}$")
"""Keys at the end of an address may hold slashes: WSGI hands %2F over as one (PEP 3333)."""
_KEY = rf"(?P<\1>.{{1,{MOST_SEGMENT}}})"


class Routes:
    """All routes of some parts."""

    def __init__(self, parts: Sequence[Part]) -> None:
        routes = [route for part in parts for route in part.routes]
        self._fixed = {route.path: route for route in routes if "{" not in route.path}
        # A word in the address goes before a name in braces at the same place.
        named = sorted((one for one in routes if "{" in one.path), key=lambda one: one.path.count("{"))
        self._open = [(_pattern(route.path), route) for route in named]

    def find(self, path: str) -> tuple[Route, Arguments]:
        """The route of a percent-encoded path, and what stands at its names.

        Raises:
            NotFound: there is none.
        """
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed, {}
        for pattern, route in self._open:
            matched = pattern.fullmatch(path)
            if matched:
                return route, {name: _decoded(value) for name, value in matched.groupdict().items()}
        raise NotFound("There is nothing here; the landing page of this interface lists what there is.")

    def answer(self, request: Request) -> Answer:
        """The answer to a request.

        Raises:
            CityError: see the table in ``problems``.
        """
        route, arguments = self.find(request.path)
        allowed = methods_of(route)
        if request.method == "OPTIONS":
            return sending.preflight(", ".join(allowed), status=200, more=_accepted(route))
        operation = route.operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            raise MethodRefused(request.method, allowed)
        _check(request, operation)
        return operation.answer(request, arguments)


@lru_cache(maxsize=8)
def routes_of(parts: tuple[Part, ...]) -> Routes:
    """The routes of these parts."""
    return Routes(parts)


def methods_of(route: Route) -> tuple[str, ...]:
    """The methods of a route, in the order of RFC 9110."""
    named = set(route.operations) | ({"HEAD"} if "GET" in route.operations else set()) | {"OPTIONS"}
    order = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return tuple(one for one in order if one in named)


def _check(request: Request, operation: Operation) -> None:
    """Refuse undeclared parameters (17-069r4 /req/core/query-param-unknown), and writes of strangers.

    Raises:
        ParameterRefused: an unknown parameter.
        KeyMissing: nobody is signed in and no key was sent.
    """
    if request.query and not operation.fields:
        known = {one.name for one in operation.parameters}
        unknown = next((name for name in request.parameters() if name not in known), None)
        if unknown is not None:
            raise ParameterRefused(
                "this address does not know it", parameter=unknown, expectation=_listed(known)
            )
    if "f=" in request.query:
        _check_form(request, operation)
    if operation.needs_key and request.caller == ANYBODY and not request.visitor.is_authenticated:
        raise KeyMissing


def _check_form(request: Request, operation: Operation) -> None:
    """Refuse forms that are not declared.

    Raises:
        ParameterRefused: ``f`` names an unknown one.
    """
    wanted = request.parameters().get("f")
    declared = next((one for one in operation.parameters if one.name == "f"), None)
    forms = declared.schema.get("enum") if declared is not None else None
    if wanted is not None and isinstance(forms, list) and wanted.lower() not in forms:
        raise ParameterRefused(
            f"there is no form “{wanted[:40]}”", parameter="f", expectation=_listed(str(one) for one in forms)
        )


def _listed(names: Iterable[str]) -> str:
    found = ", ".join(sorted(names))
    return f"one of {found}" if found else "none"


def _accepted(route: Route) -> tuple[Header, ...]:
    """Which bodies are taken (20-002r1 /req/create-replace-delete/options-accept-post, RFC 5789)."""
    found: list[Header] = []
    for method, name in (("POST", "Accept-Post"), ("PATCH", "Accept-Patch")):
        operation = route.operations.get(method)
        if operation is not None and operation.body is not None:
            found.append((name, ", ".join(operation.body.contents)))
    return tuple(found)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(_SEGMENT, _KEYS.sub(_KEY, path)))


def _decoded(value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise NotFound("There is nothing here: the address is no UTF-8.") from error


def provided(parts: Sequence[Part]) -> Mapping[str, Route]:
    """All routes by name."""
    return {route.name: route for part in parts for route in part.routes}
