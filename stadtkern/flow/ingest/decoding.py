# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A payload goes to its decoder; a decoder that gives up costs this payload and nothing else."""

from __future__ import annotations

import hashlib
import sys
from functools import partial
from pathlib import Path

import structlog

from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.errors import CityError, NotFound
from stadtkern.kernel.observation import Decoded, Payload, Rejected

from . import counters, longtable, push
from .geodata import records
from .models import DecoderKind
from .service import domain_and_source

log = structlog.get_logger(__name__)


def decoder(kind: DecoderKind, source_key: str) -> Decoder:
    """Who reads payloads of this kind.

    Raises:
        NotFound: the source is no longer declared.
    """
    if kind == DecoderKind.PUSH:
        return push.decode_record
    if kind == DecoderKind.TABLE:
        return longtable.decode
    if kind == DecoderKind.FEATURE:
        return records.decode
    declared = domain_and_source(source_key)
    if declared is None:
        raise NotFound(f"Die Datenquelle „{source_key}“ gibt es nicht mehr.")
    return declared[1].decode


def decoded(decode: Decoder, payload: Payload) -> tuple[Decoded, str]:
    """What the decoder finds; and, when it gave up and the whole payload is rejected, why."""
    try:
        return decode(payload), ""
    except CityError as error:
        reason = str(error)
    except Exception as error:  # the edge to decoders: a fault in one must not stop the others
        log.exception("decoder_failed", payload=payload.name, size=len(payload.content))
        counters.note_fault()
        reason = f"Beim Lesen ist ein Fehler aufgetreten ({type(error).__name__}: {error})."
    return Decoded(rejected=(Rejected(reason=reason, raw=payload.content, where="ganze Datei"),)), reason


def version(decode: Decoder) -> str:
    """SHA-256 of the decoder's source code and of what it was given in advance."""
    given = ""
    function: object = decode
    while isinstance(function, partial):
        given += repr((function.args, sorted(function.keywords.items())))
        function = function.func
    module = sys.modules.get(getattr(function, "__module__", "") or "")
    file = getattr(module, "__file__", None)
    code = Path(file).read_bytes() if file else b""
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return hashlib.sha256(code + f"\x00{name}{given}".encode()).hexdigest()
