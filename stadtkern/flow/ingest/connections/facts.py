# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people say about a connection, and whether it can be true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from stadtkern.flow.ingest.models import ApiKey
from stadtkern.kernel import registry
from stadtkern.kernel.domain import LICENCES, Domain
from stadtkern.kernel.errors import Contradiction, NotFound

from .models import Connection

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_RESERVED = "push-"
LONGEST_S = 366 * 86_400


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The source that a connection amounts to; texts as people type them."""

    title: str
    domain: str
    """Name of the declared domain."""
    publisher: str
    licence: str
    """Code of the DCAT-AP.de list."""
    title_en: str = ""
    homepage: str = ""
    attribution: str = ""
    internal: bool = False
    interval_s: int | None = None
    outage_after_s: int | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be different; null: as before."""

    facts: Facts | None = None
    settings: Mapping[str, object] | None = None
    mapping: Mapping[str, object] | None = None
    secret: str | None = None
    """In clear; it is sealed before it is written. Empty: none any more."""


def proposed_key(title: str) -> str:
    """A free key that resembles a title."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_LETTERS)).strip("-")[:80].strip("-")
    base = words if words and not words.startswith(_RESERVED) else f"quelle-{words}".strip("-")
    number, key = 1, base
    while not is_free(key):
        number += 1
        key = f"{base}-{number}"
    return key


def is_free(key: str) -> bool:
    """Whether no source, declared, connected or pushed, has this key."""
    declared = {source.key for _domain, source in registry.sources()}
    taken = Connection.objects.filter(key=key).exists() or ApiKey.objects.filter(source=key).exists()
    return key not in declared and not taken


def check_key(key: str) -> None:
    """Look whether a new connection can have this key.

    Raises:
        Contradiction: it is taken or of another form.
    """
    if not _KEY.fullmatch(key) or len(key) > 100 or key.startswith(_RESERVED):
        raise Contradiction(
            _("Die Kennung besteht aus Kleinbuchstaben, Ziffern und Bindestrichen, z. B. luft-nord.")
        )
    if not is_free(key):
        raise Contradiction(_("Die Kennung „%(key)s“ ist schon vergeben.") % {"key": key})


def checked(facts: Facts) -> Domain:
    """The domain of facts that can be true.

    Raises:
        Contradiction: a text is missing, the licence or subject is unknown, a time makes no sense.
    """
    try:
        domain = registry.domain(facts.domain)
    except NotFound as error:
        raise Contradiction(_("Das Thema „%(name)s“ gibt es nicht.") % {"name": facts.domain}) from error
    if facts.licence not in LICENCES:
        raise Contradiction(_("Die Lizenz „%(code)s“ steht nicht in der Liste.") % {"code": facts.licence})
    if not facts.title.strip() or not facts.publisher.strip():
        raise Contradiction(_("Titel und Herausgeber dürfen nicht leer sein."))
    if facts.homepage and not facts.homepage.startswith(("https://", "http://")):
        raise Contradiction(_("Die Internetseite beginnt mit https:// oder http://."))
    for seconds in (facts.interval_s, facts.outage_after_s):
        if seconds is not None and not 0 < seconds <= LONGEST_S:
            raise Contradiction(_("Zeiten liegen zwischen einer Sekunde und einem Jahr."))
    return domain
