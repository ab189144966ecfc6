# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of places."""

from __future__ import annotations

import secrets
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from stadtkern.commons.pictures.reading import upright
from stadtkern.kernel import audit, rights
from stadtkern.kernel.errors import Contradiction, NotFound
from stadtkern.kernel.models import Person

from . import signs
from .models import Sign, SignImage

MOST_PICTURES = 8
"""Of one sign."""


def add(actor: Person, sign: Sign, content: bytes, alt: str, credit: str, *, now: datetime) -> SignImage:
    """Keep a picture of a place.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: description or credit is missing, or the sign has enough pictures.
        PayloadRejected: no JPEG, PNG or WebP, or too large.
    """
    rights.require(signs.may_edit(actor), "add pictures")
    if not alt.strip() or not credit.strip():
        raise Contradiction("Das Bild braucht eine Beschreibung und die Angabe, von wem es ist.")
    if sign.images.count() >= MOST_PICTURES:
        raise Contradiction(f"Ein Schild hat höchstens {MOST_PICTURES} Bilder.")
    picture = upright(content)
    picture.save(encoded := BytesIO(), "WEBP", quality=82)
    name = f"poi/{sign.code}-{secrets.token_hex(8)}.webp"
    name = default_storage.save(name, ContentFile(encoded.getvalue()))
    with transaction.atomic():
        kept = SignImage.objects.create(
            sign=sign, file=name, width=picture.width, height=picture.height,
            alt=alt.strip()[:500], credit=credit.strip()[:200],
        )  # fmt: skip
        audit.record(actor, "sign.picture", f"sign {sign.code}", {"alt": kept.alt}, now)
    return kept


def remove(actor: Person, sign: Sign, pk: int, *, now: datetime) -> None:
    """Remove a picture and its file.

    Raises:
        NotPermitted: the actor does not work for the department.
        NotFound: the sign has no such picture.
    """
    rights.require(signs.may_edit(actor), "remove pictures")
    found = sign.images.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"no picture {pk}")
    with transaction.atomic():
        audit.record(actor, "sign.picture.remove", f"sign {sign.code}", {"alt": found.alt}, now)
        found.delete()
    default_storage.delete(found.file)


def opened(name: str) -> File[bytes] | None:
    """A picture, to be sent; null: it is gone."""
    try:
        return default_storage.open(name, "rb")
    except FileNotFoundError:
        return None
