# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Browsers that people have set up for messages, and the key by which push services know the city."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

import http_ece  # type: ignore[import-untyped]
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from py_vapid import Vapid02  # type: ignore[import-untyped]

from stadtkern.kernel import audit, consents, sealed
from stadtkern.kernel.errors import LimitExceeded, NotFound, PayloadRejected
from stadtkern.kernel.models import Grant, Person
from stadtkern.kernel.roles import PERMITS, Action, Role

from .models import PushKey, PushSubscription

PURPOSE = "push"
"""Key of the processing activity to which setting up a device is the consent."""
MOST_DEVICES = 10
"""Per person."""
_VALID = timedelta(hours=12)
"""Of a signed token; RFC 8292 clause 2 allows 24 hours."""
_POINT_BYTES, _SECRET_BYTES = 65, 16


class BrowserKeys(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser gives for encryption (RFC 8291 clause 3), base64url."""

    p256dh: str
    auth: str


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription as browsers write it (``PushSubscription.toJSON()``)."""

    endpoint: str
    keys: BrowserKeys


def subscribe(person: Person, given: bytes, *, name: str, at: datetime) -> PushSubscription:
    """Remember a browser of a person who asked for it; the same browser stays one device.

    Raises:
        PayloadRejected: it is no subscription.
        LimitExceeded: the person has ten devices already.
    """
    browser = _browser(given)
    digest = hashlib.sha256(browser.endpoint.encode()).hexdigest()
    with transaction.atomic():
        others = PushSubscription.objects.filter(person=person).exclude(endpoint_hash=digest)
        if others.count() >= MOST_DEVICES:
            raise LimitExceeded(_("Mehr als zehn Geräte sind nicht möglich. Bitte zuerst eines entfernen."))
        row, made = PushSubscription.objects.update_or_create(
            endpoint_hash=digest,
            defaults={
                "person": person,
                "endpoint": browser.endpoint,
                "keys": sealed.seal(msgspec.json.encode(browser.keys).decode()),
                "name": name[:100],
            },
            create_defaults={
                "person": person,
                "endpoint": browser.endpoint,
                "keys": sealed.seal(msgspec.json.encode(browser.keys).decode()),
                "name": name[:100],
                "created_at": at,
            },
        )
        if made:
            audit.record(
                person, "push.subscribe", f"person {person.get_username()}", {"device": name[:100]}, at
            )
        consents.give(person, PURPOSE, at=at)
    return row


def unsubscribe(person: Person, pk: int, *, at: datetime) -> None:
    """Forget a device of the person.

    Raises:
        NotFound: the person has no such device.
    """
    with transaction.atomic():
        gone, _rows = PushSubscription.objects.filter(person=person, pk=pk).delete()
        if not gone:
            raise NotFound(f"no device {pk}")
        audit.record(person, "push.unsubscribe", f"person {person.get_username()}", {}, at)
        if not PushSubscription.objects.filter(person=person).exists():
            consents.ended(person, PURPOSE, at=at)


def forget(row: PushSubscription) -> None:
    """The push service no longer knows the device."""
    PushSubscription.objects.filter(pk=row.pk).delete()


def of_department(name: str) -> QuerySet[PushSubscription]:
    """Devices of the people who work for a department, and of administrators."""
    seeing = [role for role, permitted in PERMITS.items() if Action.SEE_INTERNAL in permitted]
    told = (
        Grant.objects.filter(Q(department__name=name, domain="", subject="") | Q(role=Role.ADMINISTRATOR))
        .filter(role__in=seeing, person=OuterRef("person"))
        .current(timezone.now())
    )
    return PushSubscription.objects.filter(Exists(told), person__is_active=True).order_by("pk")


def public_key(at: datetime) -> str:
    """The public key of the city, as browsers want it; made at first use."""
    return _key(at).public


def encrypted(row: PushSubscription, content: bytes) -> bytes:
    """The content as only this browser can read it (RFC 8188, RFC 8291), one record."""
    keys = msgspec.json.decode(sealed.unseal(row.keys).encode(), type=BrowserKeys)
    made: bytes = http_ece.encrypt(
        content,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes(keys.p256dh),
        auth_secret=_bytes(keys.auth),
        version="aes128gcm",
    )
    return made


def authorization(endpoint: str, now: datetime) -> str:
    """The header by which the push service knows the city (RFC 8292)."""
    parts = urlsplit(endpoint)
    vapid = Vapid02.from_pem(sealed.unseal(_key(now).private).encode())
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _VALID).timestamp()),
        "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
    }
    return str(vapid.sign(claims)["Authorization"])


def _key(at: datetime) -> PushKey:
    found = PushKey.objects.order_by("pk").first()
    if found is not None:
        return found
    made = ec.generate_private_key(ec.SECP256R1())
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    point = made.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    PushKey.objects.get_or_create(
        pk=1,
        defaults={
            "private": sealed.seal(pem.decode()),
            "public": base64.urlsafe_b64encode(point).rstrip(b"=").decode(),
            "created_at": at,
        },
    )
    return PushKey.objects.order_by("pk")[0]


def _browser(given: bytes) -> Browser:
    try:
        browser = msgspec.json.decode(given, type=Browser)
        lengths = (len(_bytes(browser.keys.p256dh)), len(_bytes(browser.keys.auth)))
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise PayloadRejected(_("Der Browser hat keine lesbaren Angaben geschickt.")) from error
    if lengths != (_POINT_BYTES, _SECRET_BYTES) or len(browser.endpoint) > 2000:
        raise PayloadRejected(_("Der Browser hat keine lesbaren Angaben geschickt."))
    if urlsplit(browser.endpoint).scheme not in {"https", "http"}:
        raise PayloadRejected(_("Der Browser hat keine lesbaren Angaben geschickt."))
    return browser


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
