# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work on tiles that commands ask for; each answers one German text."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.collections import service
from stadtkern.flow.outlets.ogc.tiles import archive, layers
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.jobs import job

from .lake_work import size
from .work import note, number


@job(_("Kacheln ausgeben"))
def export(keys: list[str], target: str, least: int, most: int) -> str:
    """Write the tiles of public collections into a PMTiles file; of all when none is named.

    Raises:
        NotFound: a collection is unknown or not public, or there is nothing to be seen.
        LakeUnavailable: the lake cannot be read.
    """
    every = layers.drawn([*service.visible()])
    unknown = sorted(set(keys) - {one.key for one in every})
    if unknown:
        raise NotFound(f"Keine öffentliche Sammlung mit Orten heißt {', '.join(unknown)}.")
    chosen = [one for one in every if not keys or one.key in keys]
    did = archive.write(Path(target), chosen, least=least, most=most, listener=note)
    return (
        f"{number(did.tiles)} Kacheln der Ebenen {least} bis {most} nach {target} geschrieben, "
        f"{size(did.bytes)}."
    )
