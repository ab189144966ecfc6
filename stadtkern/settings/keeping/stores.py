# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where everything of one city lies, and what of its data folder is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stadtkern.flow.lake.words import LakeSettings
from stadtkern.settings.env import Knobs
from stadtkern.settings.lakes import lake_settings

from .buckets import Listed
from .places import Folder, Place, place_of
from .registers import FILE

SECRET = "secret.key"  # noqa: S105 - the name of a file
_ELSEWHERE = ("files", "lake", "cache", "open_tables")
"""Folders that are kept on their own, or that are made anew by themselves."""
_PASSING = (".", "restoring", "replaced-", FILE)
"""What begins like this belongs to a running process, to an interrupted restore or to what was replaced."""


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Register, lake and files of a city."""

    data: Path
    register: str | Path
    """PostgreSQL address, or the SQLite file."""
    lake: LakeSettings
    files: Place
    """Uploads and pictures."""
    lake_files: Place

    @property
    def embedded(self) -> bool:
        """Whether the register is a file of the data folder."""
        return isinstance(self.register, Path)

    def own_files(self) -> Iterator[Listed]:
        """The files of the data folder that are neither register nor lake nor uploads."""
        for listed in Folder(self.data).names():
            first = listed.name.partition("/")[0]
            if first not in _ELSEWHERE and not first.startswith(_PASSING) and not first.endswith(".lock"):
                yield listed


def stores_of(knobs: Knobs) -> Stores:
    """The city that these settings describe."""
    lake = lake_settings(knobs)
    return Stores(
        data=knobs.data,
        register=knobs.database or knobs.data / FILE,
        lake=lake,
        files=place_of(knobs.files or str(knobs.data / "files"), knobs),
        lake_files=place_of(lake.files or str(lake.folder / "files"), knobs),
    )
