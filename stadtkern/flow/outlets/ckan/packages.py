# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Entries as packages and resources of CKAN; extras as ckanext-dcat and ckanext-dcatde name them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from stadtkern.flow.catalogue.lists.frequencies import FREQUENCIES
from stadtkern.flow.catalogue.lists.geocoding import geocoding_iri, level_iri
from stadtkern.flow.catalogue.lists.high_value import HIGH_VALUE
from stadtkern.flow.catalogue.lists.themes import THEMES
from stadtkern.flow.catalogue.words import Agent, Bounds, Distribution, Entry
from stadtkern.flow.outlets.dcat.addresses import Addresses, slug
from stadtkern.flow.outlets.dcat.portal import Portal
from stadtkern.kernel.licences import LICENCES

from .names import Names

Json = dict[str, object]
TABLE = "CSV"
"""The resource of this format stands for the table of a dataset (datastore)."""
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/DEU"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


def package(entry: Entry, portal: Portal, addresses: Addresses, names: Names) -> Json:
    """The whole package, as ``package_show`` answers it."""
    organisation = organisation_of(entry.publisher, names)
    groups = [group_of(theme, names) for theme in entry.themes]
    resources = [
        resource(entry, part, place, addresses, names) for place, part in enumerate(entry.distributions)
    ]
    contact = entry.contact or Agent(name="")
    creator = entry.creator or Agent(name="")
    return {
        "id": names.package(entry.key),
        "name": entry.key,
        "title": entry.title,
        "notes": entry.description,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": entry.licence.open,
        "license_id": entry.licence.code,
        "license_title": entry.licence.title,
        "license_url": entry.licence.url,
        "author": creator.name or entry.publisher.name,
        "author_email": creator.email,
        "maintainer": contact.name,
        "maintainer_email": contact.email,
        "url": addresses.whole(entry.landing_page) if entry.landing_page else addresses.page(entry.key),
        "version": None,
        "metadata_created": moment(entry.issued or entry.modified),
        "metadata_modified": moment(entry.modified or entry.issued),
        "owner_org": organisation["id"],
        "organization": organisation,
        "creator_user_id": None,
        "groups": groups,
        "tags": [tag_of(word, names) for word in entry.keywords],
        "resources": resources,
        "num_resources": len(resources),
        "num_tags": len(entry.keywords),
        "extras": [
            {"key": key, "value": value} for key, value in sorted(extras(entry, portal, addresses).items())
        ],
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }


def resource(entry: Entry, part: Distribution, place: int, addresses: Addresses, names: Names) -> Json:
    """One way to get the data, as ``resource_show`` answers it."""
    licence = part.licence or entry.licence
    return {
        "id": names.resource(entry.key, part.key),
        "package_id": names.package(entry.key),
        "position": place,
        "name": part.title,
        "description": part.description,
        "url": addresses.whole(part.download_url or part.access_url),
        "access_url": addresses.whole(part.access_url),
        "download_url": addresses.whole(part.download_url) if part.download_url else "",
        "format": part.format,
        "mimetype": part.media_type or None,
        "size": part.bytes,
        "hash": part.sha256,
        "hash_algorithm": "sha256" if part.sha256 else "",
        "created": moment(part.issued or entry.issued),
        "last_modified": moment(part.modified or entry.modified),
        "metadata_modified": moment(part.modified or entry.modified),
        "license": licence.uri,
        "licenseAttributionByText": part.attribution or entry.attribution,
        "state": "active",
        "resource_type": None,
        "url_type": None,
        "cache_url": None,
        "datastore_active": bool(entry.columns) and part.format == TABLE,
        "uri": str(addresses.distribution(entry.key, part.key)),
    }


def extras(entry: Entry, portal: Portal, addresses: Addresses) -> dict[str, str]:
    """What CKAN has no field for; what is empty is left out."""
    keys = entry.geocoding
    frequency = FREQUENCIES.get(entry.frequency)
    found = {
        "uri": str(addresses.dataset(entry.key)),
        "guid": str(addresses.dataset(entry.key)),
        "identifier": entry.identifier or entry.key,
        "title_en": entry.title_en,
        "notes_en": entry.description_en,
        "language": _list([_LANGUAGE]),
        "access_rights": _PUBLIC,
        "theme": _list([one.iri for one in map(THEMES.get, entry.themes) if one]),
        "frequency": frequency.iri if frequency else "",
        "issued": moment(entry.issued) or "",
        "modified": moment(entry.modified) or "",
        "spatial": geojson(entry.bounds) if entry.bounds else "",
        "politicalGeocodingURI": _list([geocoding_iri(key) or key for key in keys]),
        "politicalGeocodingLevelURI": next((level for level in map(level_iri, keys) if level), ""),
        "hvd_category": _list([one.iri for one in map(HIGH_VALUE.get, entry.high_value) if one]),
        "applicable_legislation": _list(list(entry.applicable_legislation)),
        "conforms_to": _list(list(entry.conforms_to)),
        "licenseAttributionByText": entry.attribution,
        "contributorID": _list([portal.contributor]) if portal.contributor else "",
        "in_series": str(addresses.series(entry.series)) if entry.series else "",
        "harvest_source_title": entry.harvested_from,
        **_office("publisher", entry.publisher, addresses),
        **_office("contact", entry.contact, addresses),
        **_office("maintainer", entry.maintainer, addresses),
        **_period(entry),
    }
    return {key: value for key, value in found.items() if value}


def organisation_of(publisher: Agent, names: Names) -> Json:
    """A publisher as an organization, without its packages."""
    name = slug(publisher.name)
    return {
        "id": names.organisation(name),
        "name": name,
        "title": publisher.name,
        "description": "",
        "type": "organization",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
        "image_url": "",
        "created": None,
    }


def group_of(theme: str, names: Names) -> Json:
    """An EU data theme as a group, without its packages."""
    term, name = THEMES.get(theme), theme.lower()
    title = term.title if term else theme
    return {
        "id": names.group(name),
        "name": name,
        "title": title,
        "display_name": title,
        "description": "",
        "image_display_url": "",
    }


def tag_of(word: str, names: Names) -> Json:
    """A keyword as a tag."""
    return {
        "id": names.tag(word),
        "name": word,
        "display_name": word,
        "state": "active",
        "vocabulary_id": None,
    }


def licences() -> list[Json]:
    """Every licence of the list of DCAT-AP.de, as ``license_list`` answers it."""
    return [
        {
            "id": one.code,
            "title": one.title,
            "url": one.url,
            "uri": one.uri,
            "status": "active",
            "family": "",
            "maintainer": "",
            "is_okd_compliant": one.open,
            "is_osi_compliant": False,
            "od_conformance": "approved" if one.open else "rejected",
            "osd_conformance": "not reviewed",
            "domain_content": False,
            "domain_data": True,
            "domain_software": False,
        }
        for one in LICENCES.values()
    ]


def moment(when: datetime | None) -> str | None:
    """A time as CKAN writes it: UTC without saying so."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat() if when else None


def geojson(bounds: Bounds) -> str:
    """A box as GeoJSON text."""
    west, south, east, north = bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _office(role: str, agent: Agent | None, addresses: Addresses) -> Mapping[str, str]:
    if agent is None:
        return {}
    return {
        f"{role}_name": agent.name,
        f"{role}_email": agent.email,
        f"{role}_url": addresses.whole(agent.url) if agent.url else "",
        f"{role}_uri": agent.uri,
        f"{role}_type": agent.kind,
    }


def _period(entry: Entry) -> Mapping[str, str]:
    if entry.period is None:
        return {}
    return {
        "temporal_start": moment(entry.period.start) or "",
        "temporal_end": moment(entry.period.end) or "",
    }


def _list(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""
