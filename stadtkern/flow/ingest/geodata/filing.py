# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern import FILE --collection KEY``: a file goes into its collection as the last one did.

Without an earlier file the columns are matched by their names; what would have to be asked is an error.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.ingest import counters
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound, PayloadRejected

from . import running, uploading
from .models import Run
from .reader import supervisor
from .reader.words import Layer
from .running import File
from .wishes import Wish, layer_of, proposed

ACTOR = "stadtkern import"


def import_file(path: Path, collection_key: str, now: datetime) -> Run:
    """Read a file into a collection.

    Raises:
        NotFound: there is no such collection.
        PayloadRejected: the file cannot be read, or something would have to be asked; nothing was stored.
        LakeUnavailable: nothing was stored.
    """
    collection = _collection(collection_key, now)
    last = uploading.last_wish(collection)
    layer = _layer(path, last)
    wish = proposed(layer, collection, last)
    if not wish.crs and not (layer.crs and layer.crs_known) and wish.geometry != "none":
        fitting = ", ".join(layer.candidates) or _("keines der üblichen")
        raise PayloadRejected(
            _(
                "Das Bezugssystem ist nicht sicher (es passt: %(fitting)s)."
                " Bitte die Datei einmal im Cockpit einlesen."
            )
            % {"fitting": fitting}
        )
    run = running.begun(collection, path.name, ACTOR, now)
    file = File(path=path, name=path.name, wish=wish)
    try:
        return running.run(file, collection, run, ACTOR, now)
    finally:
        counters.flush()


def _collection(key: str, now: datetime) -> FeatureCollection:
    try:
        registry.collection(key)
    except NotFound:
        found = FeatureCollection.objects.select_related("department").filter(key=key).first()
        if found is None:
            text = _(
                "Die Sammlung „%(key)s“ gibt es nicht; im Cockpit unter „Geodaten“ lässt sie sich anlegen."
            )
            raise NotFound(text % {"key": key[:60]}) from None
        return found
    return service.ensure_declared(key, now)


def _layer(path: Path, last: Wish | None) -> Layer:
    survey = supervisor.survey(path, path.name)
    try:
        return layer_of(survey, last.layer if last else "")
    except NotFound:
        return layer_of(survey)
