# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Services are asked again on schedule; what has not changed is not read again."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.collections.rights import Actor
from stadtkern.flow.ingest.limits import limits
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import CityError, LakeUnavailable, NotFound, PayloadTooLarge
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.models import Person

from . import fetching, running, uploading
from .fetching import Answered, Wanted
from .models import Origin, Run, Service
from .running import File
from .wishes import wish_of

log = structlog.get_logger(__name__)

_HOUR = timedelta(hours=1)
_LONGEST = timedelta(days=2)
"""A service that fails is asked again after at most this long, or its own interval when that is longer."""


def set_schedule(actor: Person, origin: Origin, every_h: int | None, now: datetime) -> None:
    """Ask the service every so many hours, from now on; none: only when somebody asks.

    Raises:
        NotPermitted: the actor may not edit for the department.
        NotFound: the collection comes from files.
    """
    key = origin.collection.key
    rights.require(rights.may_edit(actor, origin.collection.department), f"schedule collection {key}")
    if origin.service == Service.FILE:
        raise NotFound(f"{key} is not fetched")
    origin.every_h = every_h
    origin.next_at = now + every_h * _HOUR if every_h else None
    origin.save(update_fields=["every_h", "next_at"])
    audit.record(actor, "geodata.schedule", f"collection {key}", {"every_h": every_h}, now)


def refresh(origin: Origin, actor: Actor, now: datetime) -> Run | None:
    """Ask the service and take in what it says; none when nothing has changed.

    Raises:
        NotPermitted: the actor may not write.
        SourceUnavailable, PayloadRejected: it failed; nothing was stored.
        LakeUnavailable: nothing was stored.
    """
    wanted = Wanted(
        service=Service(origin.service),
        url=origin.url,
        type_name=origin.type_name,
        etag=origin.etag,
        last_modified=origin.last_modified,
    )
    try:
        run = _taken(origin, fetching.fetched(wanted, now), actor, now)
    except LakeUnavailable:
        raise
    except CityError as error:
        _failed(origin, str(error), now)
        raise
    origin.failures, origin.trouble, origin.last_at = 0, "", now
    origin.next_at = now + origin.every_h * _HOUR if origin.every_h else None
    origin.save()
    return run


def refresh_due(now: datetime) -> str | None:
    """Ask the services whose time has come; of several processes one asks each."""
    due = Origin.objects.filter(next_at__lte=now).select_related("collection__department")
    done = 0
    for origin in due:
        later = now + max(origin.every_h or 1, 1) * _HOUR
        if not Origin.objects.filter(pk=origin.pk, next_at=origin.next_at).update(next_at=later):
            continue
        done += 1
        try:
            refresh(origin, "geodata", now)
        except LakeUnavailable:
            raise
        except CityError as error:
            log.warning("geodata_source_failed", collection=origin.collection.key, reason=str(error))
    uploading.tidy(now)
    running.tidy(now)
    return (
        ngettext("%(n)s Dienst abgerufen.", "%(n)s Dienste abgerufen.", done) % {"n": done} if done else None
    )


PERIODIC = (
    Periodic(
        name="geodata.refresh",
        title=gettext_lazy("Geodatendienste abrufen"),
        every_s=60,
        function=refresh_due,
    ),
)


def _taken(origin: Origin, answered: Answered | None, actor: Actor, now: datetime) -> Run | None:
    if answered is None:
        return None
    with tempfile.TemporaryDirectory(prefix="stadtkern-geodata-") as folder:
        path = Path(folder, "antwort")
        digest = _kept(answered, path)
        if digest == origin.sha256:
            return None
        started = running.begun(origin.collection, origin.url, actor, now)
        file = File(path=path, name=answered.name, wish=wish_of(origin.wish))
        run = running.run(file, origin.collection, started, actor, now)
    origin.sha256, origin.etag = digest, answered.etag[:500]
    origin.last_modified = answered.last_modified[:100]
    return run


def _kept(answered: Answered, path: Path) -> str:
    digest, room = hashlib.sha256(), limits().file_bytes
    with path.open("wb") as target:
        for part in answered.parts:
            room -= len(part)
            if room < 0:
                raise PayloadTooLarge("Der Dienst liefert mehr als erlaubt.")
            digest.update(part)
            target.write(part)
    return digest.hexdigest()


def _failed(origin: Origin, reason: str, now: datetime) -> None:
    """Wait longer with each failure."""
    origin.failures, origin.trouble, origin.last_at = origin.failures + 1, reason[:500], now
    if origin.every_h:
        usual = origin.every_h * _HOUR
        origin.next_at = now + max(usual, min(_LONGEST, usual * 2 ** min(origin.failures, 6)))
    origin.save()
