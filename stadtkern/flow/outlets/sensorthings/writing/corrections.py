# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Observations that are changed or taken away; an observation keeps its id for life."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import StoredObservation
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound

from . import observing, streams
from .bodies import Draft
from .changes import target_of
from .deep import linked_stream, register_id
from .observations import linked_feature
from .times import Span
from .values import Checked


def found(lake: Lake, id_text: str, caller: Caller) -> tuple[Address, StoredObservation]:
    """An observation that the caller may change.

    Raises:
        NotFound: there is none.
        NotPermitted: its datastream belongs to somebody else.
    """
    address = addresses.read(id_text)
    stored = lake.find([address]).get(address) if address else None
    if address is None or stored is None:
        raise NotFound(f"There is no Observation {id_text[:60]!r}.")
    stream = streams.stream(stored.datastream_id)
    if stream is None:
        raise NotFound(f"There is no Observation {id_text[:60]!r}.")
    streams.to_fill(stream, caller, streams.entity_of(stream), stored.datastream_id)
    return address, stored


def change(lake: Lake, id_text: str, draft: Draft, caller: Caller) -> frozenset[str]:
    """Change an observation as a draft says; the names that it speaks of.

    Raises:
        BodyRefused: a link leads nowhere, or the result does not fit the datastream.
        NotFound, NotPermitted, LakeUnavailable: nothing was changed.
    """
    address, stored = found(lake, id_text, caller)
    changes: dict[str, object] = {}
    for name, value in draft.values.items():
        changes.update(_COLUMNS[name](value))
    changes.update(_linked(draft, stored, caller))
    if changes and lake.change(address, changes) is None:
        raise NotFound(f"There is no Observation {id_text[:60]!r}.")
    return frozenset((*draft.values, *draft.links))


def remove(lake: Lake, id_text: str, caller: Caller) -> None:
    """Take an observation away.

    Raises:
        NotFound, NotPermitted, LakeUnavailable: nothing was removed.
    """
    address, _ = found(lake, id_text, caller)
    if not lake.remove([address]):
        raise NotFound(f"There is no Observation {id_text[:60]!r}.")


def _linked(draft: Draft, stored: StoredObservation, caller: Caller) -> dict[str, object]:
    changes: dict[str, object] = {}
    known = streams.stream(stored.datastream_id)
    for link in ("Datastream", "MultiDatastream"):
        target = target_of(draft, link)
        if target is not None:
            pk = register_id(target, link)
            known = linked_stream(streams.stream(pk), link, pk, caller, draft.path)
            changes["datastream_id"] = pk
    components = streams.components_of(known) if known else None
    if "result" in draft.values:
        observing.check_result(draft.values["result"], components, "")
    elif changes and components is not None:
        observing.check_result(observing.parsed(stored.result_json), components, "")
    feature = target_of(draft, "FeatureOfInterest")
    if feature is not None:
        changes["feature_id"] = linked_feature(feature, caller)
    return changes


def _result(value: Checked) -> dict[str, object]:
    number, other = observing.result(value)
    return {"result": number, "result_json": other}


def _period(start: str, end: str) -> Callable[[Checked], dict[str, object]]:
    def columns(value: Checked) -> dict[str, object]:
        given = value if isinstance(value, Span) else None
        return {start: given.start if given else None, end: given.end if given else None}

    return columns


_COLUMNS: Mapping[str, Callable[[Checked], dict[str, object]]] = {
    "result": _result,
    "phenomenonTime": _period("phenomenon_time", "phenomenon_end"),
    "validTime": _period("valid_start", "valid_end"),
    "resultTime": lambda value: {"result_time": value},
    "resultQuality": lambda value: {"result_quality": observing.json_text(value)},
    "parameters": lambda value: {"parameters": observing.json_text(value)},
}
