# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A server that speaks the S3 protocol, for tests: moto in a process of its own, which can be away."""

from __future__ import annotations

import os
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

from tests.ports import free_port, wait_for

_START_S = 60.0
KEY, SECRET = "testing", "testing"


class _Relay(socketserver.ThreadingTCPServer):
    """Hands bytes on to the server, as the network does."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, target: int) -> None:
        super().__init__(("127.0.0.1", port), _Handed)
        self.target = target
        self.open: set[socket.socket] = set()


class _Handed(socketserver.BaseRequestHandler):
    """One connection."""

    def handle(self) -> None:
        relay = self.server
        assert isinstance(relay, _Relay)
        with socket.create_connection(("127.0.0.1", relay.target)) as onward:
            both = {self.request, onward}
            relay.open |= both
            back = threading.Thread(target=_pour, args=(onward, self.request), daemon=True)
            back.start()
            _pour(self.request, onward)
            back.join()
            relay.open -= both


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            target.sendall(some)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Server:
    """The server; what it holds lives in its memory."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._port = free_port()
        self._relay: _Relay | None = None

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def settings(self, bucket: str) -> dict[str, str]:
        """The knobs of a city whose lake and files lie in this bucket, which is made."""
        _client(self.endpoint).create_bucket(Bucket=bucket)
        return {
            "STADTKERN_LAKE_FILES": f"s3://{bucket}/lake",
            "STADTKERN_FILES": f"s3://{bucket}/files",
            "STADTKERN_S3_ENDPOINT": self.endpoint,
            "STADTKERN_S3_KEY": KEY,
            "STADTKERN_S3_SECRET": SECRET,
        }

    def names(self, bucket: str) -> list[str]:
        """What lies in a bucket."""
        found = _client(self.endpoint).list_objects_v2(Bucket=bucket)
        return sorted(one["Key"] for one in found.get("Contents", []))

    def away(self) -> None:
        """Be unreachable; connections break."""
        relay, self._relay = self._relay, None
        if relay is not None:
            relay.shutdown()
            relay.server_close()
            for one in list(relay.open):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def back(self) -> None:
        """Be reachable."""
        self._relay = _Relay(self._port, self._target)
        threading.Thread(target=self._relay.serve_forever, args=(0.02,), daemon=True).start()


class _Client(Protocol):
    """What the tests ask of boto3, which makes its classes at run time."""

    def create_bucket(self, *, Bucket: str) -> object:  # noqa: N803 - as the protocol names it
        """Make a bucket."""

    def list_objects_v2(self, *, Bucket: str) -> dict[str, list[dict[str, str]]]:  # noqa: N803
        """What lies in it."""


def _client(endpoint: str) -> _Client:
    made: _Client = import_module("boto3").client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    return made


@contextmanager
def s3_server() -> Iterator[Server]:
    """A server that lives as long as the block."""
    port = free_port()
    program = Path(sys.executable).with_name("moto_server")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}  # noqa: TID251
    process = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)],
        env={**kept, "MOTO_ALLOW_NONEXISTENT_REGION": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(port)
    try:
        wait_for(port, process, _START_S)
        server.back()
        yield server
    finally:
        server.away()
        process.kill()
        process.wait(timeout=_START_S)
