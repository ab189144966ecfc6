# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where an observation lies in the lake, and the text of that place, which is its public id."""

from __future__ import annotations

import re
from typing import NamedTuple

from .times import FIRST_US, LAST_US

_TEXT = re.compile(r"([1-9][0-9]{0,18})\.(0|-?[1-9][0-9]{0,16})(?:\.([1-9][0-9]{0,9}))?", re.ASCII)
_LAST_ID = 2**63 - 1
_LAST_SEQ = 2**31 - 1


class Address(NamedTuple):
    """Datastream, phenomenon time [us since 1970, UTC] and number among the results for that time."""

    datastream_id: int
    time_us: int
    seq: int


def text(address: Address) -> str:
    """``7.1700000000000000``, or ``7.1700000000000000.2`` for the second replacement."""
    first = f"{address.datastream_id}.{address.time_us}"
    return f"{first}.{address.seq}" if address.seq else first


def read(id_text: str) -> Address | None:
    """The inverse of :func:`text`; null when no observation can have this id."""
    found = _TEXT.fullmatch(id_text)
    if found is None:
        return None
    address = Address(int(found[1]), int(found[2]), int(found[3] or 0))
    possible = FIRST_US <= address.time_us < LAST_US
    return address if possible and address.datastream_id <= _LAST_ID and address.seq <= _LAST_SEQ else None
