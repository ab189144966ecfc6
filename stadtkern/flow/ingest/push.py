# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Push: the JSON records of a key go to the lake; each that cannot be stored is named with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from stadtkern.flow.lake.words import Receipt
from stadtkern.kernel.errors import NotPermitted, PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from . import gathering, push_words, rejections, service, streams
from .checking.known import prepare
from .keys import Bearer
from .limits import limits
from .log import current as shared
from .models import DecoderKind
from .push_words import Pushed, PushObservation, Refusal
from .service import Stored


@dataclass(frozen=True, kw_only=True)
class PushReceipt:
    """What became of a push; given only after the commit."""

    stored: Stored
    rejected: tuple[Refusal, ...]
    """By place in the request."""


def push(body: bytes, bearer: Bearer, *, name: str, now: datetime) -> PushReceipt:
    """Store the records of one request; ``name`` is kept with rejected ones.

    Raises:
        NotPermitted: the key may not add observations.
        PayloadRejected: the body cannot be read at all.
        LimitExceeded: too many records.
        LakeUnavailable: nothing was stored; the sender may repeat the request.
    """
    if not bearer.caller.may_observe:
        raise NotPermitted("Dieser Zugangsschlüssel darf keine Messwerte liefern.")
    pushed = push_words.decode(body, most=limits().push_observations)
    accepted, ids, unknown = _known(pushed, bearer)
    receipt, newest = _append(accepted, ids, bearer.scope.source, now)
    refused = tuple(sorted((*pushed.refused, *unknown), key=lambda one: one.index))
    if refused:
        _keep(refused, bearer.scope.source, name, now)
    stored = service.stored_of(receipt) + Stored(rejected=len(refused))
    service.told(stored, source_key=bearer.scope.source, newest=newest, now=now)
    return PushReceipt(stored=stored, rejected=refused)


def _append(
    accepted: Sequence[PushObservation], ids: Sequence[int], source: str, now: datetime
) -> tuple[Receipt, datetime | None]:
    """Few records travel with those of other requests, many on their own."""
    if not accepted:
        return service.append(None, source_key=source, now=now)
    if len(accepted) <= gathering.SMALL:
        if shared.log() is None:
            prepare(set(ids))
        receipt = gathering.small.append(push_words.rows(accepted, ids), source=source, now=now)
        return receipt, None if receipt.accepted else max(one.time for one in accepted)
    return service.append(push_words.with_ids(accepted, ids), source_key=source, now=now)


def decode_record(payload: Payload) -> Decoded:
    """The decoder of replayed push records.

    Raises:
        PayloadRejected: the record still cannot be read.
    """
    pushed = push_words.decode(payload.content, most=limits().push_observations)
    if pushed.refused:
        raise PayloadRejected(pushed.refused[0].reason)
    return Decoded(observations=push_words.with_codes(pushed.observations))


def _known(pushed: Pushed, bearer: Bearer) -> tuple[list[PushObservation], list[int], list[Refusal]]:
    """Observations whose datastream belongs to the key, their ids, and refusals of the others."""
    known = streams.streams({one.datastream for one in pushed.observations})
    accepted: list[PushObservation] = []
    ids: list[int] = []
    refused: list[Refusal] = []
    for one, index in zip(pushed.observations, pushed.positions, strict=True):
        stream = known.get(one.datastream)
        if stream is not None and bearer.scope.covers(stream):
            accepted.append(one)
            ids.append(stream.id)
        else:
            reason = _why(one.datastream, stream)
            refused.append(Refusal(index=index, reason=reason, raw=msgspec.json.encode(one)))
    return accepted, ids, refused


def _why(code: str, stream: streams.Stream | None) -> str:
    if stream is None:
        return f"Datenstrom unbekannt: {code}. Zuerst anlegen: POST /api/ingest/v1/datastreams."
    return f"Der Datenstrom {code} gehört nicht zu diesem Zugangsschlüssel."


def _keep(refused: Sequence[Refusal], source: str, name: str, now: datetime) -> None:
    origin = rejections.Origin(source_key=source, payload_name=name, kind=DecoderKind.PUSH)
    rejections.keep(
        [Rejected(reason=one.reason, raw=one.raw, where=f"Datensatz {one.index}") for one in refused],
        origin,
        now=now,
    )
