# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Work on the lake itself that commands and the schedule ask for; each answers one German text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.devices.service import datastream_ids, retention_cutoffs
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import ExportFormat, Selection
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.jobs import job

from .work import number

_CITY_TIME = ZoneInfo("Europe/Berlin")


@job(_("Stand des Datensees"))
def status() -> str:
    """Size and health of the lake.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    found = lake().status()
    free = "unbekannt" if found.disk_free_bytes is None else size(found.disk_free_bytes)
    per_value = found.file_bytes / found.observations if found.observations else 0.0
    bytes_each = f"{per_value:.1f}".replace(".", ",")
    return "\n".join(
        (
            f"Messwerte:       {number(found.observations)} in {number(found.datastreams)} Datenströmen",
            f"Geodaten:        {number(found.features)} Objekte in {number(found.feature_tables)} "
            f"Sammlungen, {size(found.feature_bytes)}",
            f"Zeitraum:        {_day(found.first_time)} bis {_day(found.last_time)}",
            f"Dateien:         {number(found.files)}, {size(found.file_bytes)} "
            f"({bytes_each} Byte je Messwert)",
            f"Katalog:         {size(found.catalogue_bytes)}, {number(found.inlined_rows)} Zeilen darin",
            f"Schnappschüsse:  {number(found.snapshots)}",
            f"Platte frei:     {free}",
            f"Schema:          {found.schema_version}",
        )
    )


@job(_("Vorhersage für den Datensee"))
def forecast() -> str:
    """When the disk will be full at the growth of the last 30 days.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    found = lake().forecast()
    days = found.days_until_full
    until = "nicht absehbar" if days is None else f"in etwa {number(int(days))} Tagen"
    return "\n".join(
        (
            f"Zuwachs:      {number(int(found.observations_per_day))} Messwerte am Tag, "
            f"{size(int(found.bytes_per_day))} am Tag",
            f"Platte voll:  {until}",
        )
    )


@job(_("Datensee pflegen"))
def compact() -> str:
    """Join small files, forget old snapshots, delete unused files.

    Raises:
        LakeUnavailable: a step failed; nothing is lost.
    """
    did = lake().compact()
    return (
        f"{number(did.files_before)} → {number(did.files_after)} Dateien, "
        f"{size(did.bytes_before)} → {size(did.bytes_after)}, "
        f"{number(did.flushed_rows)} Zeilen aus dem Katalog in Dateien, "
        f"{number(did.expired_snapshots)} Schnappschüsse verworfen, {did.seconds:.1f} s."
    )


@job(_("Aufbewahrungsfristen anwenden"))
def retention(dry_run: bool) -> str:
    """Remove what is older than its retention says; only count with ``dry_run``.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    cuts = [
        cut
        for cut in lake().retention(retention_cutoffs(datetime.now(UTC)), dry_run=dry_run)
        if cut.observations
    ]
    codes = _codes([cut.datastream_id for cut in cuts])
    total = sum(cut.observations for cut in cuts)
    verb = "würden entfernt" if dry_run else "entfernt"
    lines = [f"{number(total)} Messwerte aus {number(len(cuts))} Datenströmen {verb}."]
    lines += [
        f"  {codes.get(cut.datastream_id, cut.datastream_id)}: {number(cut.observations)} "
        f"vor {_day(cut.before)}"
        for cut in cuts[:50]
    ]
    return "\n".join(lines)


@job(_("Messwerte ausgeben"))
def export(
    codes: list[str], start: str | None, end: str | None, export_format: ExportFormat, target: str
) -> str:
    """Write observations into a file; ``start`` and ``end`` are ISO 8601 with offset, the end is exclusive.

    Raises:
        NotFound: a datastream code is unknown.
        LakeUnavailable: the lake cannot be read.
    """
    known = datastream_ids(codes)
    unknown = sorted(set(codes) - known.keys())
    if unknown:
        raise NotFound(f"Kein Datenstrom mit der Kennung {', '.join(unknown)}.")
    selection = Selection(
        datastreams=tuple(known.values()),
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
    )
    rows = lake().export(selection, export_format, Path(target), _codes(known.values()))
    return f"{number(rows)} Messwerte nach {target} geschrieben."


def _codes(ids: Collection[int]) -> dict[int, str]:
    """Codes of these datastreams; of all when there are none."""
    rows = Datastream.objects.filter(pk__in=ids) if ids else Datastream.objects.all()
    return dict(rows.values_list("pk", "code"))


def size(count: int) -> str:
    """Bytes in the unit that fits, e.g. ``12,3 MiB``."""
    amount, unit = float(count), "Byte"
    for bigger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, bigger
    return f"{amount:.0f} {unit}" if unit == "Byte" else f"{amount:.1f} {unit}".replace(".", ",")


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(_CITY_TIME):%d.%m.%Y}" if moment else "keine Daten"
