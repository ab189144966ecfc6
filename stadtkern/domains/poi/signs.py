# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Make signs, write their texts, publish and retire them, count scans: rights, change, audit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from stadtkern.kernel import audit, rights, small_numbers, trash
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound
from stadtkern.kernel.models import Person
from stadtkern.kernel.roles import Action

from . import service
from .domain import DOMAIN
from .models import ScanDay, Sign, SignState
from .service import Place

BERLIN = ZoneInfo("Europe/Berlin")
KIND = "sign"
"""Of a sign that was taken down, in the bin."""
MOST_AT_ONCE = 500
"""Signs that one click makes."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which look alike on a sign."""
_LENGTH = 6
_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What people write about a place."""

    name: str
    text: str = ""
    plain_text: str = ""
    text_en: str = ""


def may_edit(person: Person) -> bool:
    """Whether the person may make signs: administrators and the department of this subject."""
    return rights.may_in(person, Action.EDIT, DOMAIN.name)


def make(actor: Person, places: Iterable[Place], *, now: datetime) -> list[Sign]:
    """A draft of a sign for each of these places that has none yet.

    Raises:
        NotPermitted: the actor does not work for the department.
        LimitExceeded: more than ``MOST_AT_ONCE`` places.
    """
    rights.require(may_edit(actor), "make signs")
    wanted = list(places)
    if len(wanted) > MOST_AT_ONCE:
        raise LimitExceeded(
            f"Auf einmal werden höchstens {MOST_AT_ONCE} Schilder angelegt; bitte die Suche eingrenzen."
        )
    made = []
    for place in wanted:
        known = Sign.objects.at(place.collection, place.key).exclude(state=SignState.RETIRED)
        if not known.exists():
            made.append(_made(actor, place, now))
    return made


def write(actor: Person, sign: Sign, texts: Texts, *, now: datetime) -> None:
    """Set the texts of a sign.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: the sign is retired, or has no name.
    """
    rights.require(may_edit(actor), "write signs")
    _require_standing(sign)
    if not texts.name.strip():
        raise Contradiction("Das Schild braucht einen Namen.")
    sign.name, sign.text = texts.name.strip(), texts.text.strip()
    sign.plain_text, sign.text_en = texts.plain_text.strip(), texts.text_en.strip()
    _move(sign)
    _save(actor, sign, "sign.edit", {"name": sign.name}, now)


def publish(actor: Person, sign: Sign, *, now: datetime) -> None:
    """Show the page of a sign to everybody.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: the sign is retired.
    """
    rights.require(may_edit(actor), "publish signs")
    _require_standing(sign)
    sign.state = SignState.PUBLIC
    _save(actor, sign, "sign.publish", {"name": sign.name}, now)


def retire(actor: Person, sign: Sign, successor: str, *, now: datetime) -> None:
    """Take a sign down; its short address leads to ``successor`` (a code) or says that it is gone.

    For thirty days :func:`put_up_again` undoes it.

    Raises:
        NotPermitted: the actor does not work for the department.
        Contradiction: the successor does not exist, is retired, or is the sign itself.
    """
    rights.require(may_edit(actor), "retire signs")
    _require_standing(sign)
    following = None
    if successor.strip():
        following = Sign.objects.filter(code=successor.strip().upper()).first()
        if following is None or following.pk == sign.pk or following.state == SignState.RETIRED:
            raise Contradiction(
                f"„{successor[:20]}“ ist keine Kurzadresse eines anderen Schildes, das noch steht."
            )
    kept = trash.Copy(
        kind=KIND, key=sign.code, title=sign.name, content={"state": sign.state}, domain=DOMAIN.name
    )
    sign.state, sign.successor = SignState.RETIRED, following
    with transaction.atomic():
        trash.keep(actor, kept, at=now)
        _save(actor, sign, "sign.retire", {"successor": following.code if following else ""}, now)


def put_up_again(sign: Sign, state: str, *, now: datetime) -> None:
    """Undo that a sign was taken down; ``state``: as it was before. The caller checks the right and audits.

    Raises:
        Contradiction: it stands, or another one has taken its place.
    """
    others = Sign.objects.at(sign.collection, sign.feature).exclude(state=SignState.RETIRED)
    if others.exists():
        raise Contradiction(
            _("An dieser Stelle steht inzwischen das Schild %(code)s.") % {"code": others[0].code}
        )
    sign.state = SignState.PUBLIC if state == SignState.PUBLIC else SignState.DRAFT
    sign.successor, sign.changed_at = None, now
    sign.save(update_fields=["state", "successor", "changed_at"])


def of_code(code: str) -> Sign:
    """The sign with this short address, typed as people type.

    Raises:
        NotFound: there never was one.
    """
    found = Sign.objects.filter(code=code.strip().upper()).select_related("successor").first()
    if found is None:
        raise NotFound(f"no sign {code[:20]!r}")
    return found


def standing(sign: Sign) -> Sign | None:
    """The sign itself, or the one that came in its place; null when nothing stands there any more."""
    seen = set()
    following: Sign | None = sign
    while following is not None and following.state == SignState.RETIRED:
        if following.pk in seen:
            return None
        seen.add(following.pk)
        following = following.successor
    return following


def count_scan(sign: Sign, *, now: datetime) -> None:
    """Add one to the calls of this day; nothing is kept about who called."""
    day = now.astimezone(BERLIN).date()
    if ScanDay.objects.filter(sign=sign, day=day).update(scans=F("scans") + 1):
        return
    try:
        with transaction.atomic():
            ScanDay.objects.create(sign=sign, day=day, scans=1)
    except IntegrityError:
        ScanDay.objects.filter(sign=sign, day=day).update(scans=F("scans") + 1)


def scans(sign: Sign, *, since: date) -> list[tuple[date, int | None]]:
    """Calls per day, oldest first; days without any are left out, small counts are not told."""
    rows = sign.scans.filter(day__gte=since).order_by("day").values_list("day", "scans")
    return [(day, small_numbers.shown(count)) for day, count in rows]


def total(sign: Sign) -> int:
    """All calls of a sign."""
    found: int | None = sign.scans.aggregate(all=Sum("scans"))["all"]
    return found or 0


def _made(actor: Person, place: Place, now: datetime) -> Sign:
    sign = Sign(
        collection=place.collection,
        feature=place.key,
        name=place.name[:200],
        text=place.text("description"),
        longitude=place.longitude,
        latitude=place.latitude,
        created_at=now,
        created_by=actor.get_username(),
        changed_at=now,
    )
    for _try in range(_TRIES):
        sign.code = "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH))
        if not Sign.objects.filter(code=sign.code).exists():
            break
    _save(actor, sign, "sign.create", {"name": sign.name, "object": f"{place.collection}/{place.key}"}, now)
    return sign


def _move(sign: Sign) -> None:
    place = service.place(sign.collection, sign.feature)
    if place is not None and place.longitude is not None:
        sign.longitude, sign.latitude = place.longitude, place.latitude


def _require_standing(sign: Sign) -> None:
    if sign.state == SignState.RETIRED:
        raise Contradiction("Das Schild ist abgebaut; bitte ein neues anlegen.")


def _save(actor: Person, sign: Sign, action: str, change: dict[str, str], now: datetime) -> None:
    sign.changed_at = now
    with transaction.atomic():
        sign.save()
        audit.record(actor, action, f"sign {sign.code}", change, now)
