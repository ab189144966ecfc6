# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Takes over the data of an earlier version: checks first, backs up, then migrates register and lake in step.

Data of a newer version, data of before the first version and data that a restore has left half done are
refused with a sentence before anything is touched. The way back is the backup that was made before, restored
with the version that wrote the data (``stadtkern restore --as-it-was``).
"""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from django.db import DEFAULT_DB_ALIAS

from stadtkern.flow.lake import migrate as lake_migrations
from stadtkern.flow.lake.copying import StillLake, catalogue_path
from stadtkern.kernel.errors import LakeBusy, WrongSetting
from stadtkern.kernel.upkeep import service as upkeep
from stadtkern.settings import register
from stadtkern.settings.env import Knobs
from stadtkern.settings.lakes import lake_settings

from . import ground, registers, releases, tables, work
from .words import BackupRefused

_APP = "upkeep"


def bring_up(knobs: Knobs, *, now: datetime) -> bool:
    """Bring the data to this version; false when it was. The lake follows when it is opened next.

    Raises:
        WrongSetting: the data is of a newer version, too old, or half restored; or the backup before the
            upgrade did not work. Nothing was changed.
    """
    require_fit(knobs)
    changed = False
    if registers.is_new(DEFAULT_DB_ALIAS):
        changed = register.migrate()
    elif not register.is_migrated():
        _require_whole(knobs)
        work.before_upgrade(knobs)
        changed = register.migrate()
    upkeep.note_release(version("stadtkern"), at=now)
    return changed


def require_fit(knobs: Knobs) -> None:
    """Make sure that this version may work on this data.

    Raises:
        WrongSetting: a newer version has, or a restore was interrupted here.
    """
    if ground.interrupted(knobs.data) and not ground.finish(knobs.data):
        raise WrongSetting(
            f"In {knobs.data} ist eine Wiederherstellung unterbrochen worden. Bitte „stadtkern restore“ noch "
            f"einmal aufrufen; oder den Ordner {ground.RESTORING} löschen, dann bleibt, was vorher da war."
        )
    register.require_reachable()
    applied = registers.applied(DEFAULT_DB_ALIAS)
    try:
        tables.require_known(applied)
    except BackupRefused as error:
        raise WrongSetting(str(error)) from error
    stamped = upkeep.release() if any(app == _APP for app, _name in applied) else ""
    mine = version("stadtkern")
    if releases.order(stamped) > releases.order(mine):
        raise WrongSetting(
            f"Die Daten sind von Stadtkern {stamped}, hier ist {mine} installiert. Bitte die neuere Version "
            "installieren oder eine Sicherung von vorher wiederherstellen."
        )


def _require_whole(knobs: Knobs) -> None:
    """Make sure that there is a way from the versions of register and lake, and that nobody uses them."""
    if not releases.is_whole_first(registers.applied(DEFAULT_DB_ALIAS)):
        raise WrongSetting(
            f"Die Daten sind älter als Stadtkern {releases.FIRST}; von dort führt kein Weg hierher. "
            f"Bitte einmal mit {releases.FIRST} starten und dann noch einmal mit dieser Version."
        )
    lake = lake_settings(knobs)
    if not lake.catalogue and not catalogue_path(lake.folder).exists():
        return
    try:
        still = StillLake(lake)
    except LakeBusy as error:
        raise WrongSetting(
            "Die Stadt läuft noch mit der früheren Version. Bitte erst beenden, dann umsteigen."
        ) from error
    try:
        found = still.version()
    finally:
        still.close()
    newest = lake_migrations.newest()
    if found > newest or 0 < found < releases.FIRST_LAKE:
        raise WrongSetting(
            f"Der Datensee hat den Stand {found}; diese Version übernimmt {releases.FIRST_LAKE} bis "
            f"{newest}. An der Datenbank wurde nichts geändert."
        )
