# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client that reads ahead: the library asks the network for every byte of a header, which costs it most.

The library asks sockets with a method ``pending`` (as those with TLS have) whether they hold more.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from paho.mqtt.client import Client
from paho.mqtt.enums import MQTTErrorCode

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

_PORTION = 64 * 1024


class AheadSocket:
    """A socket that takes what is there and hands it out in pieces."""

    def __init__(self, inner: SocketLike) -> None:
        self._inner = inner
        self._held = b""
        self._at = 0

    def recv(self, buffer_size: int) -> bytes:
        """The next bytes, at most so many."""
        if self._at >= len(self._held):
            self._held, self._at = self._inner.recv(_PORTION), 0
        piece = self._held[self._at : self._at + buffer_size]
        self._at += len(piece)
        return piece

    def pending(self) -> int:
        """How many bytes are held here."""
        held = len(self._held) - self._at
        return held or (self._inner.pending() if isinstance(self._inner, ssl.SSLSocket) else 0)

    def send(self, buffer: bytes | bytearray) -> int:
        """Send; how many bytes were taken."""
        return self._inner.send(buffer)

    def close(self) -> None:
        """End the connection."""
        self._inner.close()

    def fileno(self) -> int:
        """For waiting until there is something to read."""
        return self._inner.fileno()

    def setblocking(self, flag: bool) -> None:
        """Whether reading waits."""
        self._inner.setblocking(flag)


class AheadClient(Client):
    """The client of the library with such a socket; it reads all that is held before it waits again."""

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """Read what has come; waiting between two packets would let all other threads run first."""
        code = super().loop_read(max_packets)
        while code == MQTTErrorCode.MQTT_ERR_SUCCESS and self._holds_more():
            code = super().loop_read(max_packets)
        return code

    def _holds_more(self) -> bool:
        held = self._sock
        return isinstance(held, AheadSocket) and held.pending() > 0

    def _create_socket(self) -> SocketLike:
        return AheadSocket(super()._create_socket())
