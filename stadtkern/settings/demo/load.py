# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Loads the demo region through the same import as everything else; a second time adds nothing.

Files without a source are backgrounds of the map: they are laid into the folder that the map draws.

``ATTRIBUTION.json`` beside the data says for each file whose it is, what was changed and under which licence.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils import timezone

from stadtkern.flow.ingest.importing import ImportReport, Listener, import_path

_FOLDER = Path(__file__).resolve().parent
DATA = _FOLDER / "data"


@dataclass(frozen=True, kw_only=True)
class DemoFile:
    """A file of the demo region and what its licence asks for."""

    file: str
    source: str
    """Key of the declared source; empty: a background of the map."""
    what: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str


def demo_files() -> list[DemoFile]:
    """All files of the demo region, in the order in which they are loaded."""
    return msgspec.json.decode((_FOLDER / "ATTRIBUTION.json").read_bytes(), type=list[DemoFile])


def load_demo(progress: Listener | None = None, *, now: datetime | None = None) -> list[ImportReport]:
    """Import the demo region; what an earlier run has imported is left out.

    Raises:
        LakeUnavailable: the lake cannot be written; what was committed so far stays.
    """
    at = now or timezone.now()
    _lay_backgrounds()
    return [
        import_path(DATA / one.file, source_key=one.source, progress=progress, now=at)
        for one in demo_files()
        if one.source
    ]


def _lay_backgrounds() -> None:
    """Copy the backgrounds of the map; what a city has put there under the same name stays."""
    settings.MAP_FOLDER.mkdir(parents=True, exist_ok=True)
    for one in demo_files():
        target = settings.MAP_FOLDER / one.file.removeprefix("map-")
        if not one.source and not target.exists():
            shutil.copyfile(DATA / one.file, target)
