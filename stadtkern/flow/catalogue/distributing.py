# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""People attach files and links to datasets; what is new is public after the next release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel.errors import NotFound, PayloadRejected
from stadtkern.kernel.models import Person

from . import changes, findings, uploads
from .lists.availabilities import AVAILABILITIES
from .lists.formats import FILE_TYPES
from .models import Dataset, DistributionRow, Step


@dataclass(frozen=True, kw_only=True)
class Link:
    """Data that lies elsewhere."""

    title: str
    url: str
    format: str = ""
    """Code of the EU file type list."""
    description: str = ""
    availability: str = "AVAILABLE"


def add_file(
    actor: Person, dataset: Dataset, *, title: str, name: str, file: BinaryIO, now: datetime
) -> DistributionRow:
    """Keep a file with the dataset and check it; it is public after the next release.

    Raises:
        NotPermitted: the actor does not work for the department.
        FileRefused: with the reason in German.
    """
    changes.require_editor(actor, dataset, "add a file")
    kept = uploads.store(dataset.key, name, file)
    try:
        with transaction.atomic():
            stored = changes.locked(actor, dataset)
            row = stored.distribution_rows.create(
                key=_free_key(stored, kept.name),
                title=title.strip()[:300] or kept.name,
                file=kept.path,
                file_name=kept.name,
                media_type=kept.file_type.media_type,
                format=kept.file_type.code,
                bytes=kept.bytes,
                sha256=kept.sha256,
                availability="STABLE",
                added_by=actor,
                created_at=now,
                changed_at=now,
            )
            findings.look_at_file(row, file, now)
            changes.touched(actor, stored, now)
            changes.noted(actor, stored, Step.EDITED, now, change={"file": kept.name, "sha256": kept.sha256})
    except BaseException:
        uploads.remove(kept.path)
        raise
    return row


def add_link(actor: Person, dataset: Dataset, link: Link, *, now: datetime) -> DistributionRow:
    """Name an address where the data lies; it is public after the next release.

    Raises:
        NotPermitted: the actor does not work for the department.
        PayloadRejected: no web address, or an unknown format.
    """
    if not link.url.startswith(("https://", "http://")):
        raise PayloadRejected(_("Bitte eine Adresse angeben, die mit https:// beginnt."))
    if (link.format and link.format not in FILE_TYPES) or link.availability not in AVAILABILITIES:
        raise PayloadRejected(_("Dieses Format kennen wir nicht."))
    with transaction.atomic():
        stored = changes.locked(actor, dataset)
        known = FILE_TYPES.get(link.format)
        row = stored.distribution_rows.create(
            key=_free_key(stored, link.title or "link"),
            title=link.title.strip()[:300] or link.url[:300],
            url=link.url[:2000],
            description=link.description[:2000],
            format=link.format,
            media_type=known.media_type if known else "",
            availability=link.availability,
            added_by=actor,
            created_at=now,
            changed_at=now,
        )
        changes.touched(actor, stored, now)
        changes.noted(actor, stored, Step.EDITED, now, change={"link": row.url[:300]})
    return row


def remove_distribution(actor: Person, dataset: Dataset, key: str, *, now: datetime) -> None:
    """Take a file or link away; the file is removed after the commit.

    Raises:
        NotPermitted: the actor does not work for the department.
        NotFound: the dataset has none of that key.
    """
    with transaction.atomic():
        stored = changes.locked(actor, dataset)
        row = stored.distribution_rows.filter(key=key).first()
        if row is None:
            raise NotFound(f"no distribution {key[:80]!r}")
        stored.findings.filter(place__startswith=findings.place_of(row, "")).delete()
        path = row.file
        row.delete()
        changes.touched(actor, stored, now)
        changes.noted(actor, stored, Step.EDITED, now, change={"removed": key})
        transaction.on_commit(lambda: uploads.remove(path))


def _free_key(dataset: Dataset, name: str) -> str:
    wanted = uploads.safe_name(name).casefold()[-80:]
    stem, ending = Path(wanted).stem, Path(wanted).suffix
    taken = set(dataset.distribution_rows.values_list("key", flat=True))
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}{ending}"
    return key
