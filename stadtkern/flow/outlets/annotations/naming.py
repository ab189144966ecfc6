# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Places and datastreams as people name them: by code or by name, one per line."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.rights import Visitor

from .models import Extent

_MOST = 200
_OFFERED = 5


def codes_of(text: str, extent: str, reader: Visitor) -> tuple[str, ...]:
    """Codes of the things (or datastreams) that are named, as far as the reader sees them.

    Raises:
        Contradiction: a line names nothing, or several; the message offers what may have been meant.
    """
    lines = [line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()]
    if len(lines) > _MOST:
        raise Contradiction(_("Bitte höchstens %(most)s Orte nennen.") % {"most": _MOST})
    return tuple(dict.fromkeys(_code(line[:300], extent, reader) for line in lines))


def names_of(codes: Sequence[str], extent: str) -> list[str]:
    """One line per code for the form, as the code itself."""
    return list(codes) if extent in {Extent.THINGS, Extent.STREAMS} else []


def _code(line: str, extent: str, reader: Visitor) -> str:
    if extent == Extent.STREAMS:
        streams = Datastream.objects.visible_to(reader).order_by("code")
        if streams.filter(code=line).exists():
            return line
        return _only(
            line, list(streams.filter(name__icontains=line).values_list("code", "name")[: _OFFERED + 1])
        )
    things = Thing.objects.visible_to(reader).order_by("code")
    if things.filter(code=line).exists():
        return line
    exact = list(things.filter(name__iexact=line).values_list("code", flat=True)[:2])
    if len(exact) == 1:
        return exact[0]
    return _only(line, list(things.filter(name__icontains=line).values_list("code", "name")[: _OFFERED + 1]))


def _only(line: str, found: list[tuple[str, str]]) -> str:
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise Contradiction(
            _("„%(name)s“ ist weder ein Name noch eine Kennung im Register.") % {"name": line}
        )
    offered = "; ".join(f"{name} ({code})" for code, name in found[:_OFFERED])
    raise Contradiction(
        _("„%(name)s“ passt auf mehrere, bitte die Kennung angeben: %(offered)s")
        % {"name": line, "offered": offered}
    )
