# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which part answers a request, by its method and the last part of its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stadtkern.flow.outlets.answering import sending
from stadtkern.flow.outlets.answering.answers import Answer, nothing
from stadtkern.flow.outlets.sensorthings.query.addresses import parse_address
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import KeyMissing, NotFound

from . import batch, changing, reading
from .description import document
from .problems import MethodRefused
from .requests import API, Request
from .root import root
from .served import Served

Writing = Callable[[Request, Address, Served], Answer]
READ = ("GET", "HEAD", "OPTIONS")
_SET_WRITES: Mapping[str, Writing] = {"POST": changing.create, "DELETE": changing.delete}
_ENTITY_WRITES: Mapping[str, Writing] = {
    "PATCH": changing.change,
    "PUT": changing.change,
    "DELETE": changing.delete,
}
_REFERENCE_WRITES: Mapping[str, Writing] = {
    "POST": changing.link,
    "PUT": changing.link,
    "DELETE": changing.unlink,
}


def answer(request: Request, served: Served) -> Answer:
    """The answer to a request below the service root.

    Raises:
        CityError: see the table in ``problems``.
    """
    special = _SPECIAL.get(request.path)
    if special is not None:
        return special(request, served)
    address = parse_address(request.path, limits=served.limits)
    writes = _writes(address)
    if request.method == "OPTIONS":
        return sending.preflight(", ".join((*READ, *writes)))
    if request.method in READ:
        return reading.answer(request, address, served)
    write = writes.get(request.method)
    if write is None:
        raise MethodRefused(request.method, (*READ, *writes))
    require_key(request)
    return write(request, address, served)


def _writes(address: Address) -> Mapping[str, Writing]:
    """What can be done at an address beside reading."""
    if address.attribute is not None or address.form == "$count":
        return {}
    if address.form == "$ref":
        return _REFERENCE_WRITES if len(address.steps) > 1 else {}
    return _SET_WRITES if address.many else _ENTITY_WRITES


def outside(request: Request) -> Answer:
    """The answer above the service root: the way to it.

    Raises:
        NotFound: any other path.
    """
    if request.path.rstrip("/") == API and request.method in READ:
        return nothing(307, headers=(("Location", request.base),))
    raise NotFound(f"There is nothing here; the service root is {request.base}")


def require_key(request: Request) -> None:
    """Writing needs a key.

    Raises:
        KeyMissing: none was sent.
    """
    if request.caller == ANYBODY:
        raise KeyMissing


def _root(request: Request, served: Served) -> Answer:
    return _read_only(request, lambda: root(request.base, served))


def _description(request: Request, served: Served) -> Answer:
    return _read_only(request, lambda: document.described(request.base, served))


def _data_array(request: Request, served: Served) -> Answer:
    return _post_only(request, lambda: changing.create_observations(request, served))


def _batch(request: Request, served: Served) -> Answer:
    return _post_only(request, lambda: batch.answer(request, served, answer), needs_key=False)


def _post_only(request: Request, made: Callable[[], Answer], *, needs_key: bool = True) -> Answer:
    if request.method == "OPTIONS":
        return sending.preflight("POST, OPTIONS")
    if request.method != "POST":
        raise MethodRefused(request.method, ("POST", "OPTIONS"))
    if needs_key:
        require_key(request)
    return made()


def _read_only(request: Request, made: Callable[[], Answer]) -> Answer:
    if request.method == "OPTIONS":
        return sending.preflight(", ".join(READ))
    if request.method not in READ:
        raise MethodRefused(request.method, READ)
    return made()


_SPECIAL: dict[str, Callable[[Request, Served], Answer]] = {
    "": _root,
    "openapi.json": _description,
    "$batch": _batch,
    "CreateObservations": _data_array,
}
