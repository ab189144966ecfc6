# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finds what lies in the house: domains by their ``domain.py``, Django apps by their ``apps.py``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from stadtkern.kernel.domain import Domain
from stadtkern.kernel.privacy import Holding, Processing

_PACKAGE = Path(__file__).resolve().parent.parent


def domain_names() -> list[str]:
    """Folder names of all domains."""
    return sorted(path.parent.name for path in _PACKAGE.glob("domains/*/domain.py"))


def domain_packages() -> list[str]:
    """Dotted names of all domain packages, for Django's list of apps."""
    return [f"stadtkern.domains.{name}" for name in domain_names()]


def domains_with(module: str) -> list[str]:
    """Names of the domains that have this module, e.g. ``urls``."""
    return [name for name in domain_names() if (_PACKAGE / "domains" / name / f"{module}.py").exists()]


def app_packages() -> list[str]:
    """Dotted names of all packages of the house with an ``apps.py``, lower floors first."""
    floors = ("kernel", "web", "flow", "commons")
    found = [path.parent for floor in floors for path in sorted((_PACKAGE / floor).glob("**/apps.py"))]
    return [".".join(("stadtkern", *path.relative_to(_PACKAGE).parts)) for path in found]


def declared_processings() -> list[Processing | Holding]:
    """The ``PROCESSING`` of the kernel and of each app and domain with a ``privacy.py``."""
    packages = [name for name in (*app_packages(), *domain_packages()) if name != "stadtkern.kernel"]
    there = [
        name for name in packages if (_PACKAGE.parent.joinpath(*name.split(".")) / "privacy.py").exists()
    ]
    modules = ["stadtkern.kernel.processings", *(f"{name}.privacy" for name in there)]
    return [word for module in modules for word in import_module(module).PROCESSING]


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
