# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the query engine reaches an S3-compatible bucket: address, key, and how long it is patient."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import duckdb

from .sql import literal, statement


@dataclass(frozen=True, kw_only=True)
class BucketAccess:
    """Who serves buckets, and with which key."""

    endpoint: str = ""
    """``http(s)://host:port``; empty: Amazon's for the region."""
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""

    def __repr__(self) -> str:
        """Without the secret: settings stand in error reports."""
        return f"BucketAccess(endpoint={self.endpoint!r}, region={self.region!r}, key={self.key!r})"


def reach(root: duckdb.DuckDBPyConnection, access: BucketAccess) -> None:
    """Tell the engine how buckets are reached."""
    parts = urlsplit(access.endpoint)
    root.execute(statement("bucket_patience"))
    root.execute(
        statement(
            "bucket_access",
            key=literal(access.key),
            secret=literal(access.secret),
            region=literal(access.region),
            endpoint=literal(parts.netloc or f"s3.{access.region}.amazonaws.com"),
            style=literal("path" if parts.netloc else "vhost"),
            tls="false" if parts.scheme == "http" else "true",
        )
    )
