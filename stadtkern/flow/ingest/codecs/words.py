# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of codecs: what goes in, what comes out, what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.kernel.errors import Contradiction, PayloadRejected

MOST_SCRIPT = 256 * 1024
"""Length of a script [bytes]."""
MOST_EXAMPLES = 200
MOST_DEPTH = 32
"""Nesting of decoded data."""
MOST_DOWNLINK = 242
"""Payload of a LoRaWAN frame at the highest data rate [bytes]; EU863-870 of RP002-1.0.4."""
PORTS = range(1, 224)
"""FPort of application data; LoRaWAN 1.0.4 section 4.3.2."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uplink:
    """What a device has sent."""

    f_port: int
    payload: bytes
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecodedPayload:
    """What a codec makes of it; ``errors`` are the codec's own words."""

    data: Mapping[str, Json]
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoded:
    """What is to be sent to a device."""

    f_port: int
    payload: bytes
    warnings: tuple[str, ...] = ()


class CodecFailed(PayloadRejected):
    """The codec gives no answer."""

    def __init__(self, message: str = "", *, passing: bool = False, limit: bool = False) -> None:
        super().__init__(message)
        self.passing = passing
        """Not the script's fault: the same call may go well later."""
        self.limit = limit
        """The call was stopped because it used too much time or memory."""


class CodecSuspended(CodecFailed):
    """The codec was suspended."""


class ExamplesDiffer(Contradiction):
    """The codec does not give what its examples say."""
