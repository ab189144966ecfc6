# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the shared ingest log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from stadtkern.kernel.errors import LakeUnavailable, WrongSetting

PARTITIONS = 16
"""Parts of the log; a datastream always goes into the same one, and each has one writer at a time."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


class LogUnavailable(LakeUnavailable):
    """The shared ingest log did not take it; the same may be sent again."""


class NewerFormat(Exception):
    """A newer Stadtkern wrote this message: it waits for a writer that can read it."""


class Part(NamedTuple):
    """The rows of one delivery within a batch."""

    source: str
    """Key under which it is counted."""
    rows: int
    at_us: int
    """When it arrived [us since 1970, UTC]."""


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """Where the log is and how it is kept."""

    servers: tuple[str, ...]
    """Addresses of the servers of one cluster, without path."""
    name: str = "stadtkern"
    """Several cities may share a cluster under different names."""
    replicas: int = 1
    catalogue: str = ""
    """PostgreSQL connection string under which writers agree on partitions; empty: there is one writer."""

    @property
    def stream(self) -> str:
        """Name of the stream."""
        return f"{self.name}_ingest"

    def subject(self, partition: int) -> str:
        """Where messages of a partition are published."""
        return f"{self.name}.ingest.{partition}"

    def consumer(self, partition: int) -> str:
        """Durable name of whoever reads a partition."""
        return f"writer_{partition}"


def settings_of(addresses: Sequence[str], *, replicas: int, catalogue: str) -> LogSettings:
    """The settings behind addresses such as ``nats://host:4222/musterstadt``; the path names the city.

    Raises:
        WrongSetting: the name cannot be used, or the addresses name different cities.
    """
    names = {urlsplit(one).path.strip("/") for one in addresses} - {""} or {"stadtkern"}
    name = names.pop()
    if names or not _NAME.fullmatch(name):
        raise WrongSetting(
            f"STADTKERN_NATS nennt hinter dem Rechner {name!r}. Erwartet wird dort nichts oder bei allen "
            "Servern derselbe Name aus Buchstaben, Ziffern, - und _."
        )
    servers = tuple(urlunsplit(urlsplit(one)._replace(path="")) for one in addresses)
    return LogSettings(servers=servers, name=name, replicas=replicas, catalogue=catalogue)
