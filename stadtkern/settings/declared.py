# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds the domains of the city: every folder under ``stadtkern/domains`` with a ``domain.py``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from stadtkern.kernel.domain import Domain

_FOLDER = Path(__file__).resolve().parent.parent / "domains"


def domain_names() -> list[str]:
    """Folder names of all domains."""
    return sorted(path.parent.name for path in _FOLDER.glob("*/domain.py"))


def domain_packages() -> list[str]:
    """Dotted names of all domain packages, for Django's list of apps."""
    return [f"stadtkern.domains.{name}" for name in domain_names()]


def declared_domains() -> list[Domain]:
    """The ``DOMAIN`` of each domain folder.

    Raises:
        TypeError: a ``domain.py`` has no ``DOMAIN``.
    """
    found = []
    for name in domain_names():
        declared = getattr(import_module(f"stadtkern.domains.{name}.domain"), "DOMAIN", None)
        if not isinstance(declared, Domain):
            raise TypeError(f"stadtkern/domains/{name}/domain.py: DOMAIN is missing or not a Domain")
        found.append(declared)
    return found
