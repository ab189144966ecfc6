# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single observations on the short road: no transaction, nothing asked of the register that is known."""

from __future__ import annotations

from datetime import datetime

from stadtkern.flow.devices.sensing.service import KnownStream
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.addresses import Address as LakeAddress
from stadtkern.flow.lake.addresses import text
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.words import Place
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION
from stadtkern.flow.outlets.sensorthings.intake import Intake
from stadtkern.kernel.callers import Caller

from . import bodies, observing, streams
from .bodies import Draft, Implied, Linked
from .deep import linked_stream, no_place, register_id
from .json_text import joined
from .words import BodyRefused, Created

STREAMS = ("Datastream", "MultiDatastream")


def drafted(body: Json, implied: Implied) -> Draft:
    """The draft of an observation.

    Raises:
        BodyRefused: something is missing, unknown or of the wrong kind.
    """
    return bodies.new(OBSERVATION, body, implied=implied)


def require_reach(implied: Implied, caller: Caller) -> None:
    """Go on only when the caller may fill the datastream of the address, if that is one.

    Raises:
        NotFound: it is not there.
        NotPermitted: it belongs to somebody else.
    """
    if implied.link in STREAMS and implied.id is not None:
        pk = int(implied.id)
        streams.to_fill(streams.stream(pk), caller, implied.link, pk)


def is_plain(draft: Draft) -> bool:
    """Whether the observation brings no entity that is yet to be made."""
    return not any(isinstance(one, Draft) for targets in draft.links.values() for one in targets)


def row(draft: Draft, implied: Implied, *, caller: Caller, now: datetime) -> Row:
    """The row of a plain draft, all checked.

    Raises:
        BodyRefused: its datastream or feature of interest is not there, or the result does not fit.
        NotPermitted: the caller may not fill the datastream.
        NotFound: the datastream of the address is not there.
    """
    stream = _stream(draft, implied, caller)
    observing.check_result(draft.values.get("result"), streams.components_of(stream), draft.path)
    return observing.row(draft.values, stream.id, _feature(draft, implied, stream, caller), now=now)


def created(stored: Row, place: Place) -> Created:
    """The answer for a row that the lake has."""
    first = text(LakeAddress(stored.datastream_id, stored.phenomenon_time, place.seq))
    return Created(entity=OBSERVATION, id=place.identity or first, known=place.known)


def store(given: Row, intake: Intake, *, source: str, now: datetime) -> Created:
    """Store one observation.

    Raises:
        LakeUnavailable: nothing was stored.
    """
    return created(given, intake.store_few((given,), source=source, now=now)[0])


def _stream(draft: Draft, implied: Implied, caller: Caller) -> KnownStream:
    if implied.link in STREAMS and implied.id is not None:
        stream = int(implied.id)
        return streams.to_fill(streams.stream(stream), caller, implied.link, stream)
    for name in STREAMS:
        target = draft.target(name)
        if isinstance(target, Linked):
            stream = register_id(target, name)
            return linked_stream(streams.stream(stream), name, stream, caller, draft.path)
    raise BodyRefused(joined(draft.path, "Datastream"), "an Observation must be linked to a Datastream")


def _feature(draft: Draft, implied: Implied, stream: KnownStream, caller: Caller) -> int:
    target = draft.target("FeatureOfInterest")
    if implied.link == "FeatureOfInterest" and implied.id is not None:
        target = Linked(path="FeatureOfInterest", id=implied.id)
    if isinstance(target, Linked):
        return linked_feature(target, caller)
    place = streams.feature_of(stream.thing)
    if place is None:
        raise no_place(draft.path)
    return place


def linked_feature(target: Linked, caller: Caller) -> int:
    """The feature of interest that a body links to.

    Raises:
        BodyRefused: there is none that the caller may see.
    """
    feature = register_id(target, "FeatureOfInterest")
    if not streams.sees_feature(feature, caller):
        raise BodyRefused(target.path, f"there is no FeatureOfInterest with the id {target.id!r}")
    return feature
