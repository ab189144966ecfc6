# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The licences that DCAT-AP.de admits for data, recommended ones first.

Codes, names and addresses: https://www.dcat-ap.de/def/licenses/ (version of 15 July 2020, 34 licences).
Which of them are open: the same list, by the Open Definition 2.1 (neither "non-commercial" nor "no
derivatives", no closed or commercial terms).
"""

from __future__ import annotations

from dataclasses import dataclass

_LIST = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True, kw_only=True)
class Licence:
    """A licence from the list that DCAT-AP.de admits (https://www.dcat-ap.de/def/licenses/)."""

    code: str
    """Short code of the DCAT-AP.de list, e.g. ``dl-by-de/2.0``."""
    title: str
    url: str
    """Of its text."""
    attribution: bool = True
    """Whether users must name the source."""
    open: bool = True
    """Whether everybody may use, change and pass on the data, for money too."""

    @property
    def uri(self) -> str:
        """Its IRI in the list, as ``dct:license`` names it."""
        return _LIST + self.code


DL_DE_BY_2 = Licence(
    code="dl-by-de/2.0",
    title="Datenlizenz Deutschland – Namensnennung – Version 2.0",
    url="https://www.govdata.de/dl-de/by-2-0",
)
DL_DE_ZERO_2 = Licence(
    code="dl-zero-de/2.0",
    title="Datenlizenz Deutschland – Zero – Version 2.0",
    url="https://www.govdata.de/dl-de/zero-2-0",
    attribution=False,
)
CC_BY_4 = Licence(
    code="cc-by/4.0",
    title="Creative Commons Namensnennung 4.0 International",
    url="https://creativecommons.org/licenses/by/4.0/",
)
CC_ZERO = Licence(
    code="cc-zero",
    title="Creative Commons CC Zero 1.0",
    url="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution=False,
)
ODBL_1 = Licence(
    code="odbl",
    title="Open Database License 1.0",
    url="https://opendatacommons.org/licenses/odbl/1-0/",
)
OTHER_OPEN = Licence(
    code="other-open",
    title="Andere offene Lizenz",
    url="http://dcat-ap.de/def/licenses/other-open",
)
OTHER_CLOSED = Licence(
    code="other-closed",
    title="Andere geschlossene Lizenz",
    url="http://dcat-ap.de/def/licenses/other-closed",
    open=False,
)

_CC = "https://creativecommons.org/licenses/"
_OPEN: tuple[tuple[str, str, str, bool], ...] = (
    ("cc-by", "Creative Commons Namensnennung", "https://www.opendefinition.org/licenses/cc-by", True),
    ("cc-by-de/3.0", "Creative Commons Namensnennung 3.0 Deutschland", f"{_CC}by/3.0/de/", True),
    (
        "cc-by-sa/4.0",
        "Creative Commons Namensnennung, Weitergabe unter gleichen Bedingungen 4.0 International",
        f"{_CC}by-sa/4.0/",
        True,
    ),
    (
        "cc-by-sa-de/3.0",
        "Creative Commons Namensnennung, Weitergabe unter gleichen Bedingungen 3.0 Deutschland",
        f"{_CC}by-sa/3.0/de/",
        True,
    ),
    (
        "cc-by-sa",
        "Creative Commons Namensnennung, Weitergabe unter gleichen Bedingungen",
        "https://www.opendefinition.org/licenses/cc-by-sa",
        True,
    ),
    ("ccpdm/1.0", "Public Domain Mark 1.0", "https://creativecommons.org/publicdomain/mark/1.0/", False),
    (
        "dl-by-de/1.0",
        "Datenlizenz Deutschland – Namensnennung – Version 1.0",
        "https://www.govdata.de/dl-de/by-1-0",
        True,
    ),
    (
        "officialWork",
        "Amtliches Werk, lizenzfrei nach § 5 Abs. 1 UrhG",
        "https://www.gesetze-im-internet.de/urhg/__5.html",
        False,
    ),
    (
        "geonutz/20130319",
        "Nutzungsbestimmungen für Geodaten des Bundes (GeoNutzV)",
        "https://sg.geodatenzentrum.de/web_public/gdz/lizenz/geonutzv.pdf",
        True,
    ),
    (
        "geoNutz/20131001",
        "Nutzungsbestimmungen für Geodaten des Landes Berlin",
        "http://www.stadtentwicklung.berlin.de/geoinformation/download/nutzIII.pdf",
        True,
    ),
    (
        "odby",
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
        True,
    ),
    (
        "odcpddl",
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
        False,
    ),
    ("gfdl", "GNU Free Documentation License", "https://www.opendefinition.org/licenses/gfdl", True),
    ("gpl/3.0", "GNU General Public License 3.0", "https://opensource.org/license/gpl-3-0", True),
    ("mozilla", "Mozilla Public License 2.0", "https://www.mozilla.org/MPL", True),
    ("apache", "Apache-Lizenz", "https://www.apache.org/licenses", True),
    ("bsd", "BSD-Lizenz", "https://opensource.org/license/bsd-3-clause", True),
    ("other-opensource", "Andere Open-Source-Lizenz", f"{_LIST}other-opensource", True),
)
_RESTRICTED: tuple[tuple[str, str, str], ...] = (
    (
        "cc-by-nc/4.0",
        "Creative Commons Namensnennung, nicht kommerziell 4.0 International",
        f"{_CC}by-nc/4.0/",
    ),
    (
        "cc-by-nc-de/3.0",
        "Creative Commons Namensnennung, nicht kommerziell 3.0 Deutschland",
        f"{_CC}by-nc/3.0/de/",
    ),
    ("cc-by-nc", "Creative Commons Namensnennung, nicht kommerziell", f"{_CC}by-nc/"),
    (
        "cc-by-nd/4.0",
        "Creative Commons Namensnennung, keine Bearbeitung 4.0 International",
        f"{_CC}by-nd/4.0/",
    ),
    ("cc-by-nd/3.0", "Creative Commons Namensnennung, keine Bearbeitung 3.0", f"{_CC}by-nd/3.0/"),
    ("cc-by-nd", "Creative Commons Namensnennung, keine Bearbeitung", f"{_CC}by-nd/3.0/"),
    (
        "dl-by-nc-de/1.0",
        "Datenlizenz Deutschland – Namensnennung – nicht kommerziell – Version 1.0",
        "https://www.govdata.de/dl-de/by-nc-1-0",
    ),
    ("other-commercial", "Andere kommerzielle Lizenz", f"{_LIST}other-commercial"),
    ("other-freeware", "Andere Freeware-Lizenz", f"{_LIST}other-freeware"),
)

LICENCES = {
    one.code: one
    for one in (
        DL_DE_BY_2,
        DL_DE_ZERO_2,
        CC_BY_4,
        CC_ZERO,
        ODBL_1,
        *(Licence(code=code, title=title, url=url, attribution=named) for code, title, url, named in _OPEN),
        OTHER_OPEN,
        *(Licence(code=code, title=title, url=url, open=False) for code, title, url in _RESTRICTED),
        OTHER_CLOSED,
    )
}
"""The licences that things, sources and datasets may name, by code."""

OPEN_LICENCES = {code: one for code, one in LICENCES.items() if one.open}
