# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every encoding needs to know about the rows it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa

from stadtkern.kernel.collections import Field, GeometryKind

Rows = Iterable[pa.RecordBatch]
"""As the lake streams them: ``key``, ``geometry`` (WKB, may be missing) and fields by their keys."""
Column: TypeAlias = "pa.Array[Any]"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The collection that the rows belong to, as a reader may see it."""

    name: str
    """Its key: name of the layer in files."""
    fields: tuple[Field, ...]
    """Those that the reader may see; columns of rows that are not among them are left out."""
    title: str = ""
    geometry: GeometryKind = "any"
    crs: int = 4326
    """EPSG code that the lake was asked for; 4326 stands for OGC:CRS84 there."""
    crs_uri: str = CRS84
    """What the client asked for; axes are swapped where it wants latitude or northing first."""
    attribution: str = ""
    licence: str = ""
    """IRI of the licence."""
    source: str = ""
    """Absolute address of the dataset's page."""

    @property
    def described(self) -> dict[str, str]:
        """What files say about where they come from."""
        known = {
            "title": self.title,
            "attribution": self.attribution,
            "license": self.licence,
            "source": self.source,
        }
        return {name: value for name, value in known.items() if value}


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A format that whole collections and pages of them can be had in."""

    key: str
    """Value of ``f=``."""
    title: str
    media_type: str
    suffix: str
    """Of files, with its dot."""
    encode: Callable[[Rows, Layer], Iterator[bytes]]
    """The parts of the file, one after another."""
    any_crs: bool = True
    """False: positions are always OGC:CRS84, ask the lake for 4326."""
    file_type: str = ""
    """Code of the EU file type list, for the catalogue."""
