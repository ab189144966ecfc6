# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Grants in the words of the pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stadtkern.flow.outlets.cockpit.role_forms import KINDS
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Grant


def scope_words(one: Grant) -> str:
    """Where a grant counts, in one line."""
    parts = [] if one.department is None else [one.department.name]
    if one.domain:
        parts.append(_("Thema %(title)s") % {"title": _title(one.domain)})
    if one.subject:
        kind, _colon, key = one.subject.partition(":")
        parts.append(f"{KINDS.get(kind, kind)} {key}")
    return ", ".join(parts) or _("ganze Kommune")


def _title(domain: str) -> str:
    try:
        return str(registry.domain(domain).title)
    except NotFound:
        return domain
