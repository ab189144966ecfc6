# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The knobs of an installation, read from the environment once; the only reader of the environment.

Every knob has a default that works for a small town on one machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Knobs:
    """All settings that an operator may change without touching code."""

    data: Path
    """STADTKERN_DATA: the data folder. Default: ``./data``."""
    database: str
    """STADTKERN_DATABASE: ``postgresql://user:password@host/name``; empty: SQLite in the data folder."""
    lake_catalogue: str
    """STADTKERN_LAKE_CATALOGUE: PostgreSQL DSN of the DuckLake catalogue; empty: a DuckDB file in the data folder."""
    lake_files: str
    """STADTKERN_LAKE_FILES: folder or ``s3://bucket/path`` of the Parquet files; empty: ``lake`` in the data folder."""
    lake_memory_mb: int
    """STADTKERN_LAKE_MEMORY_MB: memory limit of the query engine [MiB]. Default 1024."""
    host: str
    """STADTKERN_HOST: address to listen on. Default 127.0.0.1."""
    port: int
    """STADTKERN_PORT: port to listen on. Default 8000."""
    allowed_hosts: tuple[str, ...]
    """STADTKERN_ALLOWED_HOSTS: comma-separated host names under which the city is reached."""
    city: str
    """STADTKERN_CITY: name of the municipality shown in the header."""
    debug: bool
    """STADTKERN_DEBUG: 1 only on a developer's machine."""
    basemap: bool
    """STADTKERN_BASEMAP: 1 adds basemap.de as map background (needs the internet in the visitor's browser)."""
    max_file_mb: int
    """STADTKERN_MAX_FILE_MB: largest file (or archive member) that an import reads [MiB]. Default 512."""
    private_addresses: bool
    """STADTKERN_PRIVATE_ADDRESSES: 1 lets connectors fetch from private networks. Default 0."""


def knobs() -> Knobs:
    """The knobs of this process."""
    env = os.environ  # noqa: TID251 - this is the one place
    return Knobs(
        data=Path(env.get("STADTKERN_DATA", "data")).resolve(),
        database=env.get("STADTKERN_DATABASE", ""),
        lake_catalogue=env.get("STADTKERN_LAKE_CATALOGUE", ""),
        lake_files=env.get("STADTKERN_LAKE_FILES", ""),
        lake_memory_mb=int(env.get("STADTKERN_LAKE_MEMORY_MB", "1024")),
        host=env.get("STADTKERN_HOST", "127.0.0.1"),
        port=int(env.get("STADTKERN_PORT", "8000")),
        allowed_hosts=tuple(
            h.strip()
            for h in env.get("STADTKERN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
            if h.strip()
        ),
        city=env.get("STADTKERN_CITY", "Demo-Region Westfalen"),
        debug=env.get("STADTKERN_DEBUG", "") == "1",
        basemap=env.get("STADTKERN_BASEMAP", "") == "1",
        max_file_mb=int(env.get("STADTKERN_MAX_FILE_MB", "512")),
        private_addresses=env.get("STADTKERN_PRIVATE_ADDRESSES", "") == "1",
    )
