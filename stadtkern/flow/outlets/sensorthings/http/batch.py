# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many requests in one: each on its own, those of one change set together or not at all.

JSON as in OData 4.01 clause 19 and FROST-Server; the multipart form of OGC 18-088 clause 11 is read and
written by ``multipart``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from django.db import DatabaseError, transaction

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.answering.answers import Answer, nothing
from stadtkern.flow.outlets.sensorthings import intake
from stadtkern.kernel.errors import CityError, LimitExceeded, PayloadRejected

from . import batch_json, multipart
from .batch_words import BatchFull, Part, Parts, Responses
from .problems import problem
from .recording import Recorder
from .requests import ROOT, Request
from .served import Served

Answering = Callable[[Request, Served], Answer]
TOGETHER_S = 30
"""After this the remaining requests of a batch are refused [s]."""
_FAILED_DEPENDENCY = 424
_CHANGES = frozenset({"PATCH", "PUT"})
_OBSERVATIONS = re.compile(r"(?:^|/)Observations?(?:\(|/|$)")
_INHERITED = frozenset({"authorization", "prefer"})


class PartRefused(PayloadRejected):
    """A request of a batch that cannot be carried out within one."""


class _GroupFailed(CityError):
    """A request of a change set failed; all of it is taken back."""


def answer(request: Request, served: Served, answering: Answering) -> Answer:
    """The answers to all requests of a batch, in their order.

    Raises:
        PayloadRejected: the body is no batch.
        LimitExceeded: too many requests.
    """
    media_type = request.header("content-type")
    in_parts = multipart.is_multipart(media_type)
    read = multipart.read if in_parts else batch_json.read
    parts = read(request.content(served.array_bytes), media_type)
    if len(parts) > served.most_batched:
        raise LimitExceeded(
            f"a batch has at most {served.most_batched} requests, this one has {len(parts)}; send several"
        )
    answers = _Batch(request, served, answering).responses(parts)
    return multipart.written(answers, parts) if in_parts else batch_json.written(answers, parts)


class _Batch:
    """One batch on its way; remembers what its requests made."""

    def __init__(self, request: Request, served: Served, answering: Answering) -> None:
        self._request = request
        self._served = served
        self._answering = answering
        self._made: dict[str, str] = {}
        """By id of the request: the path of the entity it made, e.g. ``Things('17')``."""

        self._room = served.array_bytes
        """So many bytes may still be answered."""
        self._until = time.monotonic() + TOGETHER_S

    def responses(self, parts: Parts) -> Responses:
        """All answers, in the order of the requests."""
        found: list[Answer] = []
        for group, members in groupby(parts, key=lambda part: part.group):
            some = list(members)
            found += self._together(some) if group else [self._alone(part) for part in some]
        return found

    def _alone(self, part: Part) -> Answer:
        try:
            return self._sent(part)
        except (CityError, DatabaseError) as error:
            return problem(error)

    def _together(self, parts: Sequence[Part]) -> Responses:
        found: list[Answer] = []
        known, recorder = dict(self._made), Recorder(intake.intake())
        try:
            with transaction.atomic():
                for part in parts:
                    _require_undoable(part, last=part is parts[-1])
                    found.append(self._sent(part, recorder))
                    if found[-1].status >= 400:
                        raise _GroupFailed
        except _GroupFailed:
            pass
        except (CityError, DatabaseError) as error:
            found.append(problem(error))
        else:
            return found
        self._take_back(recorder)
        self._made = known
        return [
            found[-1] if place == len(found) - 1 else nothing(_FAILED_DEPENDENCY)
            for place in range(len(parts))
        ]

    def _sent(self, part: Part, recorder: Recorder | None = None) -> Answer:
        """The answer to one request.

        Raises:
            CityError: as for the same request on its own.
        """
        self._require_room()
        path, _, query = part.url.partition("?")
        for name, entity in self._made.items():
            if path == f"${name}" or path.startswith(f"${name}/"):
                path = entity + path[len(name) + 1 :]
        request = replace(
            self._request,
            method=part.method.upper(),
            path=_below_root(path, self._request.base),
            query=query.partition("#")[0],
            headers={**_inherited(self._request.headers), **part.headers},
            content=lambda _most: part.content(self._made),
            intake=recorder,
        )
        if request.path == "$batch":
            raise PartRefused("a batch cannot hold a batch")
        answer = self._answering(request, self._served)
        self._room -= len(answer.body)
        location = answer.header("location")
        if part.id and location:
            self._made[part.id] = _below_root(location, self._request.base)
        return answer

    def _require_room(self) -> None:
        """Many large or slow answers do not add up to one that nobody can bear.

        Raises:
            BatchFull: the batch has answered, or worked, enough.
        """
        if self._room <= 0:
            raise BatchFull(
                f"the answers of a batch have at most {self._served.array_bytes} bytes; send this one again"
            )
        if time.monotonic() > self._until:
            raise BatchFull(f"a batch takes at most {TOGETHER_S} seconds; send this request again")

    def _take_back(self, recorder: Recorder) -> None:
        """The register was rolled back; the observations that were new go from the lake."""
        if recorder.stored:
            current.lake().remove(recorder.stored)


def _require_undoable(part: Part, *, last: bool) -> None:
    """Observations that were changed or deleted could not be brought back when a later request fails.

    Raises:
        PartRefused: it is such a request, and others follow.
    """
    method, path = part.method.upper(), part.url.partition("?")[0]
    if not last and (method == "DELETE" or (method in _CHANGES and _OBSERVATIONS.search(path))):
        raise PartRefused(
            "in a change set only the last request may be a DELETE or a change of an observation; "
            "send it last, or outside of the change set"
        )


def _below_root(path: str, base: str) -> str:
    """The path of an absolute address, of one from the root of the host, or of one below the service root."""
    path = path.removeprefix(base)
    if path.startswith("/"):
        path = path.removeprefix(ROOT)
    return path.strip("/")


def _inherited(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers of the batch that hold for its requests too."""
    return {name: value for name, value in headers.items() if name in _INHERITED}
