# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""CKAN (https://docs.ckan.org, Action API 3): a resource of a portal, from its data store or as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.feeds.asking import Asker
from stadtkern.flow.ingest.mapping.documents import document
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import SourceUnavailable

from .json_words import inner, objects, text
from .words import Asked, Ready

_PER_PAGE = 5000


def fetch(asker: Asker, visit: Visit, _key: str) -> Iterator[Page]:
    """All rows of the data store page by page, or the file of the resource.

    Raises:
        SourceUnavailable: the portal does not answer as agreed, or has more pages than allowed.
    """
    answers = asker.settings.answers
    if answers.get("way") == "file":
        yield from _file(asker, visit)
        return
    for number in range(asker.settings.most_pages):
        page = asker.page(_page_url(answers, number), Visit(now=visit.now), media_type="application/json")
        if page is None:
            return
        rows = sum(
            1 for _row in objects(inner(document(page.payload.content).content, "result").get("records"))
        )
        if rows or not number:
            yield page
        if rows < _PER_PAGE:
            return
    raise SourceUnavailable(f"Die Ressource hat mehr als {asker.settings.most_pages * _PER_PAGE} Zeilen.")


def _file(asker: Asker, visit: Visit) -> Iterator[Page]:
    answers = asker.settings.answers
    url = f"{_root(answers)}/resource_show?id={quote(answers['resource'], safe='')}"
    shown = asker.page(url, Visit(now=visit.now), media_type="application/json")
    address = text(inner(document(shown.payload.content).content, "result").get("url")) if shown else ""
    if not address:
        raise SourceUnavailable(
            "Liefert anderes als vereinbart: Das Portal nennt keine Adresse der Ressource."
        )
    page = asker.page(address, visit)
    if page is not None:
        yield page


def _page_url(answers: Mapping[str, str], number: int) -> str:
    asked = {"resource_id": answers.get("resource", ""), "limit": _PER_PAGE, "offset": number * _PER_PAGE}
    return f"{_root(answers)}/datastore_search?{urlencode(asked)}"


def _root(answers: Mapping[str, str]) -> str:
    return f"{answers.get('portal', '').rstrip('/')}/api/3/action"


def _url(answers: Mapping[str, str]) -> str:
    return _page_url(answers, 0)


READY = Ready(
    key="ckan",
    title=_("Ressource eines CKAN-Portals"),
    explanation=_("Tabelle oder Datei aus einem Portal für offene Daten; die Felder ordnen Sie danach zu."),
    asked=(
        Asked(
            key="portal",
            label=_("Adresse des Portals"),
            example="https://opendata.example.org",
            pattern="https?://.+",
        ),
        Asked(
            key="resource",
            label=_("Kennung der Ressource"),
            hint=_("steht in der Adresse der Ressource hinter /resource/"),
            example="0a1b2c3d-0000-4000-8000-123456789abc",
            pattern="[A-Za-z0-9_-]{3,100}",
        ),
        Asked(
            key="way",
            label=_("Woher"),
            choices=(("datastore", _("aus dem Datenspeicher des Portals")), ("file", _("als Datei"))),
        ),
    ),
    url=_url,
    every_s=3600,
    fetch=fetch,
)
