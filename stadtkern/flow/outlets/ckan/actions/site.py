# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""About the site itself, and the lists that are the same everywhere."""

from __future__ import annotations

from stadtkern.flow.outlets.ckan import packages
from stadtkern.flow.outlets.ckan.errors import ReadOnly
from stadtkern.flow.outlets.ckan.parameters import Asked
from stadtkern.flow.outlets.dcat.portal import portal

VERSION = "2.11.0"
"""The version of CKAN whose answers these are like."""


def status_show(asked: Asked) -> object:
    """Name of the site, version of the interface, what is extended."""
    card = portal()
    return {
        "ckan_version": VERSION,
        "site_url": asked.root,
        "site_title": card.title,
        "site_description": card.description,
        "locale_default": "de",
        "error_emails_to": None,
        "extensions": ["datastore", "dcat"],
        "software": "Stadtkern",
    }


def site_read(asked: Asked) -> object:
    """Whether the site can be read: always."""
    return True


def license_list(asked: Asked) -> object:
    """The licences of DCAT-AP.de."""
    return packages.licences()


def nothing(asked: Asked) -> object:
    """What this site does not have: an empty list."""
    return []


def refused(asked: Asked) -> object:
    """What changes something; never done here.

    Raises:
        ReadOnly: always.
    """
    raise ReadOnly
