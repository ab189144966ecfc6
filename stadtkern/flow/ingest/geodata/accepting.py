# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A reviewed file is previewed and taken in: at once when it is small, else as a job."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest.limits import MIB
from stadtkern.kernel.errors import CityError, LakeUnavailable, PayloadRejected
from stadtkern.kernel.jobs import job
from stadtkern.kernel.models import Person

from . import running, uploading
from .models import Origin, Run, Service, Upload
from .running import File, Preview
from .wishes import wish_of

AT_ONCE = 8 * MIB
"""Larger files are read by a job."""


def file_of(upload: Upload) -> File:
    """The file and how it is to be read.

    Raises:
        PayloadRejected: it was not reviewed yet.
    """
    if upload.wish is None:
        raise PayloadRejected("Bitte zuerst die Felder prüfen.")
    return File(path=uploading.path_of(upload), name=upload.name, wish=wish_of(upload.wish))


def preview(upload: Upload) -> None:
    """Read the file without storing anything; large ones as a job, then the preview comes later.

    Raises:
        PayloadRejected: the file cannot be read as wished.
        LakeUnavailable: the lake cannot be read.
    """
    if upload.size > AT_ONCE:
        upload.preview = {"waiting": True}
        upload.save(update_fields=["preview"])
        look.enqueue(str(upload.pk))
        return
    _keep(upload)


@job(_("Geodaten prüfen"))
def look(upload_id: str) -> str:
    """Read a large file for its preview; what is wrong is shown there."""
    upload = Upload.objects.select_related("collection").filter(pk=upload_id).first()
    if upload is None:
        return "Die Datei wurde inzwischen verworfen."
    try:
        _keep(upload)
    except LakeUnavailable:
        raise
    except CityError as error:
        upload.preview = {"trouble": str(error)}
        upload.save(update_fields=["preview"])
    return upload.name


def preview_of(upload: Upload) -> Preview | None:
    """The preview; none while it is being made.

    Raises:
        PayloadRejected: the file could not be read.
    """
    kept = upload.preview
    if kept is None or kept.get("waiting"):
        return None
    if "trouble" in kept:
        raise PayloadRejected(str(kept["trouble"]))
    return msgspec.convert(kept, Preview)


def accept(actor: Person, upload: Upload, collection: FeatureCollection, now: datetime) -> Run:
    """Take the file into the collection; large ones as a job, then the run is still running.

    Raises:
        NotPermitted: the actor may not write.
        PayloadRejected: the file cannot be read; nothing was stored.
        LakeUnavailable: nothing was stored.
    """
    _remember(upload, collection)
    run = running.begun(collection, upload.url or upload.name, actor, now)
    if upload.size > AT_ONCE:
        upload.collection = collection
        upload.save(update_fields=["collection"])
        take_in.enqueue(str(upload.pk), run.pk)
        return run
    running.run(file_of(upload), collection, run, actor, now)
    uploading.discard(upload)
    return run


@job(_("Geodaten einlesen"))
def take_in(upload_id: str, run_id: int) -> str:
    """Take in a large file; the run tells how it went."""
    upload = Upload.objects.select_related("collection__department", "person").filter(pk=upload_id).first()
    run = Run.objects.filter(pk=run_id).first()
    if upload is None or run is None or upload.collection is None:
        return "Die Datei wurde inzwischen verworfen."
    running.run(file_of(upload), upload.collection, run, upload.person, datetime.now(UTC))
    uploading.discard(upload)
    return upload.name


def _keep(upload: Upload) -> None:
    upload.preview = msgspec.to_builtins(running.preview(file_of(upload), upload.collection))
    upload.save(update_fields=["preview"])


def _remember(upload: Upload, collection: FeatureCollection) -> None:
    """How it is read, so that the next file of the same form needs no review."""
    values: dict[str, object] = {"wish": upload.wish, "sha256": upload.sha256}
    if upload.service != Service.FILE:
        values |= {"service": upload.service, "url": upload.url, "type_name": upload.type_name}
    Origin.objects.update_or_create(collection=collection, defaults=values)
