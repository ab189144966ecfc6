# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What people say about a dataset, and whether it can be said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.licences import LICENCES
from stadtkern.kernel.models import Department

from .lists.frequencies import FREQUENCIES
from .lists.geocoding import geocoding_iri
from .lists.high_value import HIGH_VALUE
from .lists.themes import THEMES
from .models import Publisher, SeriesRow
from .protection.given_names import GIVEN_NAMES

_PERSON_MAIL = {name.casefold() for name in GIVEN_NAMES}


@dataclass(frozen=True, kw_only=True)
class DatasetFacts:
    """Everything that the form asks; what is empty is not said."""

    department: Department
    title: str = ""
    title_en: str = ""
    description: str = ""
    description_en: str = ""
    publisher: Publisher | None = None
    licence: str = ""
    attribution: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_url: str = ""
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    frequency: str = ""
    period_start: datetime | None = None
    period_end: datetime | None = None
    geocoding: tuple[str, ...] = ()
    high_value: tuple[str, ...] = ()
    landing_page: str = ""
    series: SeriesRow | None = None


def check(facts: DatasetFacts) -> None:
    """Look for what cannot be.

    Raises:
        PayloadRejected: a code that is in no list, an end before its start, a person as contact; in German.
    """
    _check_codes(facts)
    if facts.period_start and facts.period_end and facts.period_end < facts.period_start:
        raise PayloadRejected(_("Das Ende des Zeitraums liegt vor seinem Anfang."))
    if names_person(facts.contact_name, facts.contact_email):
        raise PayloadRejected(_("Bitte nennen Sie als Kontakt eine Stelle und deren Adresse, keine Person."))


def names_person(name: str, email: str) -> bool:
    """Whether a contact looks like a person and not like an office."""
    words = re.findall(r"[\w-]+", name)
    if any(word in GIVEN_NAMES or word in {"Herr", "Frau"} for word in words):
        return True
    first = re.split(r"[._-]", email.partition("@")[0].casefold())
    return len(first) > 1 and first[0] in _PERSON_MAIL


def _check_codes(facts: DatasetFacts) -> None:
    known = (
        (_("Lizenz"), [facts.licence] if facts.licence else [], LICENCES),
        (_("Thema"), facts.themes, THEMES),
        (_("Aktualisierung"), [facts.frequency] if facts.frequency else [], FREQUENCIES),
        (_("Kategorie"), facts.high_value, HIGH_VALUE),
    )
    for title, given, codes in known:
        wrong = [code for code in given if code not in codes]
        if wrong:
            raise PayloadRejected(f"{title}: „{wrong[0][:60]}“")
    wrong = [key for key in facts.geocoding if not geocoding_iri(key)]
    if wrong:
        text = _("„%(key)s“ ist kein amtlicher Schlüssel mit 2, 3, 5, 8 oder 12 Ziffern.")
        raise PayloadRejected(text % {"key": wrong[0][:40]})
