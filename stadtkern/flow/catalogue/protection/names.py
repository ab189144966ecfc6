# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the names of columns say about persons."""

from __future__ import annotations

import re
import unicodedata

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WORD = re.compile(r"[a-z0-9]+")

_WHOLE: dict[str, frozenset[str]] = {
    "email": frozenset({"mail", "mailadresse"}),
    "phone": frozenset({"tel", "fax", "handy", "mobil", "mobile", "phone", "rufnummer", "durchwahl"}),
    "iban": frozenset({"iban", "bic", "kto", "konto"}),
    "plate": frozenset({"kennzeichen", "kfz"}),
    "birth": frozenset({"geb", "birthday", "dob", "geboren"}),
    "person_column": frozenset({
        "vorname", "vornamen", "nachname", "familienname", "rufname", "zuname", "firstname", "lastname",
        "surname", "forename", "person", "halter", "mieter", "bewohner", "patient", "opfer", "taeter",
    }),
    "identifier": frozenset({"ausweis", "personalnr", "kundennr", "steuerid", "idnr"}),
    "special": frozenset({"religion", "konfession", "diagnose", "krankheit", "ethnie", "herkunftsland"}),
    "free_text": frozenset({"bemerkung", "bemerkungen", "notiz",
        "notizen", "kommentar", "freitext",
        "anmerkung"}),
}  # fmt: skip
"""Words that say it alone."""
_PARTS: dict[str, tuple[str, ...]] = {
    "email": ("email", "emailadresse"),
    "phone": ("telefon", "mobilnummer", "handynummer", "phonenumber"),
    "iban": ("bankverbindung", "kontonummer"),
    "plate": ("kfzkennzeichen", "nummernschild"),
    "birth": ("geburtsdatum", "geburtstag", "geburtsdat", "birthdate", "dateofbirth"),
    "person_column": (
        "ansprechpartner", "ansprechperson", "kontaktperson", "sachbearbeit", "eigentuemer", "besitzer",
        "antragsteller", "inhaber", "erziehungsberechtigt", "firstname", "lastname", "geburtsname",
    ),
    "identifier": (
        "steuernummer", "steueridnr", "steueridentifikation", "sozialversicherung", "ausweisnummer",
        "personalnummer", "kundennummer", "versichertennummer", "rentenversicherung",
    ),
    "special": ("staatsangehoerigkeit", "nationalitaet", "behinderung", "gesundheitszustand",
        "migrationshintergrund"),
}  # fmt: skip
"""Parts of the name with everything but letters left out."""

_COUNTED = re.compile(
    r"anzahl|zahl$|personen|einwohner|faelle|schueler|kinder|haushalte|geburten|sterbefaelle|bezieher"
    r"|empfaenger|arbeitslos|gefluechtet|teilnehm|bewohner|patienten|opfer|count$|insgesamt|summe|maenn|weibl"
)
_QUASI = re.compile(
    r"geschlecht|gender|^sex$|alter$|^alter|geburtsjahr|jahrgang|plz|postleitzahl|wohnort|ortsteil|stadtteil"
    r"|staatsangeh|nationalit|familienstand|beruf"
)


def spelt(name: str) -> str:
    """Name of a column in small plain letters."""
    plain = name.casefold().translate(_SPELT)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def suspicions(name: str) -> list[str]:
    """Checks that the name of a column sets off."""
    words = _WORD.findall(spelt(name))
    together = "".join(words)
    return [
        check
        for check in dict.fromkeys((*_WHOLE, *_PARTS))
        if _WHOLE.get(check, frozenset()).intersection(words)
        or any(part in together for part in _PARTS.get(check, ()))
    ]


def counts_people(name: str) -> bool:
    """Whether a column of this name may count people."""
    return bool(_COUNTED.search("".join(_WORD.findall(spelt(name)))))


def describes_people(name: str) -> bool:
    """Whether a column of this name tells people apart: age, sex, place of living."""
    return bool(_QUASI.search("".join(_WORD.findall(spelt(name)))))
