# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What codecs add to the cockpit: an entry and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from .models import CodecState, CodecVersion

TYPES = CockpitEntry(title=gettext_lazy("Gerätetypen"), url_name="codecs:types", right=rights.is_staff_member)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Codecs in use that were suspended; one query."""
    number = CodecVersion.objects.filter(state=CodecState.ACTIVE, suspended_at__isnull=False).count()
    if not number:
        return []
    text = ngettext(
        "%(n)s Codec braucht zu viel Zeit oder Speicher und ist stillgelegt; seine Geräte liefern nichts.",
        "%(n)s Codecs brauchen zu viel Zeit oder Speicher und sind stillgelegt; ihre Geräte liefern nichts.",
        number,
    ) % {"n": number}
    return [Notice(kind="bad", heading=_("Stillgelegte Codecs"), text=text, url_name="codecs:types")]
