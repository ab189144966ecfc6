# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Decoders made from mappings, and what one finds in a document that was read already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.kernel.quantities import Quantity

from .documents import JSON, Form
from .harvest import Harvest
from .reading import Reader
from .words import Mapping


def decoder(
    mapping: Mapping,
    *,
    source_key: str,
    quantities: Sequence[Quantity],
    form: Form = JSON,
    sparse: bool = False,
) -> Decoder:
    """The decoder that this mapping amounts to; ``sparse``: one of the fields in a payload is enough.

    Raises:
        FieldRefused, PathRefused, TextRefused, TimeUnreadable: the mapping contradicts itself.
    """
    reader = Reader(mapping, source_key=source_key, quantities=quantities, form=form, sparse=sparse)
    return partial(_read, reader)


def observed(document: Json, payload: Payload, reader: Reader) -> Decoded:
    """What a document holds that was already read from a payload."""
    harvest = Harvest()
    reader.observe(document, payload, harvest)
    return harvest.decoded()


def _read(reader: Reader, payload: Payload) -> Decoded:
    return reader.read(payload)
