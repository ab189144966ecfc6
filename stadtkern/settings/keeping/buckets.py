# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A bucket of an S3-compatible server as a place of files."""

from __future__ import annotations

import io
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import chain
from typing import Protocol
from urllib.parse import urlsplit

from botocore.config import Config  # type: ignore[import-untyped, unused-ignore]  # comes without types
from botocore.exceptions import (  # type: ignore[import-untyped, unused-ignore]  # comes without types
    BotoCoreError,
    ClientError,
)

from stadtkern.settings.env import Knobs

from .words import BackupMissing, BackupRefused, PlaceBusy

PIECE = 16 * 1024 * 1024
"""Files are read in pieces of this many bytes; only the last one is smaller."""
_LOCK = "lock"
_LOCK_AGES_S = 3600.0
"""A lock that is older was left by a process that died."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A file that lies there; ``changed_ns``: nanoseconds since 1970."""

    name: str
    bytes: int
    changed_ns: int


class _Stream(Protocol):
    def read(self, amount: int) -> bytes: ...


class _Client(Protocol):
    """What is asked of the S3 client, which comes without types."""

    def get_object(self, *, Bucket: str, Key: str) -> Mapping[str, _Stream]: ...  # noqa: N803
    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> object: ...  # noqa: N803
    def upload_fileobj(self, Fileobj: io.RawIOBase, Bucket: str, Key: str) -> None: ...  # noqa: N803
    def delete_object(self, *, Bucket: str, Key: str) -> object: ...  # noqa: N803
    def get_paginator(self, name: str) -> _Pages: ...


class _Pages(Protocol):
    def paginate(self, *, Bucket: str, Prefix: str) -> Iterable[Mapping[str, list[_Entry]]]: ...  # noqa: N803


class _Entry(Protocol):
    def __getitem__(self, key: str) -> object: ...


class Bucket:
    """Everything below a path of a bucket."""

    def __init__(self, address: str, knobs: Knobs) -> None:
        """``address``: ``s3://bucket/path``; nothing is asked of the server yet."""
        parts = urlsplit(address)
        self.said = address
        self._bucket = parts.netloc
        self._root = parts.path.strip("/") + "/" if parts.path.strip("/") else ""
        self._client: _Client = import_module("boto3").client(
            "s3",
            endpoint_url=knobs.s3_endpoint or None,
            region_name=knobs.s3_region,
            aws_access_key_id=knobs.s3_key or None,
            aws_secret_access_key=knobs.s3_secret or None,
            config=Config(retries={"max_attempts": 8, "mode": "standard"}, connect_timeout=10),
        )

    def names(self, below: str = "") -> Iterator[Listed]:
        """All files below.

        Raises:
            BackupRefused: the bucket cannot be read.
        """
        prefix = self._root + (below.strip("/") + "/" if below else "")
        with self._in_words("gelesen"):
            for page in self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            ):
                for entry in page.get("Contents", []):
                    changed = entry["LastModified"]
                    assert isinstance(changed, datetime)  # noqa: S101 - as the client promises
                    yield Listed(
                        name=str(entry["Key"]).removeprefix(self._root),
                        bytes=int(str(entry["Size"])),
                        changed_ns=int(changed.timestamp() * 1e9),
                    )

    def read(self, name: str) -> Iterator[bytes]:
        """The pieces of a file.

        Raises:
            BackupMissing: there is no such file.
            BackupRefused: it cannot be read.
        """
        with self._in_words("gelesen", name):
            body = self._client.get_object(Bucket=self._bucket, Key=self._root + name)["Body"]
            while piece := body.read(PIECE):
                yield piece

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write an object, which appears only as a whole.

        Raises:
            BackupRefused: it cannot be written; nothing of it is there.
        """
        given = iter(pieces)
        first, second = next(given, b""), next(given, None)
        with self._in_words("geschrieben"):
            if second is None:
                self._client.put_object(Bucket=self._bucket, Key=self._root + name, Body=first)
                return
            self._client.upload_fileobj(
                _Joined(chain((first, second), given)), self._bucket, self._root + name
            )

    def remove(self, name: str) -> None:
        """Remove an object; it may be gone already.

        Raises:
            BackupRefused: the bucket cannot be written.
        """
        with self._in_words("geschrieben"):
            self._client.delete_object(Bucket=self._bucket, Key=self._root + name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Put an object there that says who works; one that is older than an hour counts for nothing.

        Raises:
            PlaceBusy: somebody else's lies there.
            BackupRefused: the bucket cannot be written.
        """
        mine = secrets.token_hex(16)
        if self._holder():
            raise PlaceBusy
        self.write(_LOCK, [f"{time.time():.0f} {mine}".encode()])
        if not self._holder().endswith(mine):
            raise PlaceBusy
        try:
            yield
        finally:
            self.remove(_LOCK)

    def _holder(self) -> str:
        try:
            said = b"".join(self.read(_LOCK)).decode("ascii", "replace")
        except BackupMissing:
            return ""
        since, _, _ = said.partition(" ")
        fresh = since.isdigit() and time.time() - int(since) < _LOCK_AGES_S
        return said if fresh else ""

    @contextmanager
    def _in_words(self, deed: str, name: str = "") -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if name and code in {"NoSuchKey", "404"}:
                raise BackupMissing(f"In {self.said} fehlt {name}.") from error
            raise BackupRefused(f"{self.said} kann nicht {deed} werden: {code}.") from error
        except (BotoCoreError, OSError) as error:
            raise BackupRefused(f"{self.said} kann nicht {deed} werden: {error}.") from error


class _Joined(io.RawIOBase):
    """Pieces as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """As files do; the whole rest when no size is given."""
        found = bytearray(self._rest)
        while size < 0 or len(found) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            found += piece
        if size < 0:
            self._rest = b""
            return bytes(found)
        self._rest = bytes(found[size:])
        return bytes(found[:size])
