# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What geodata adds to the cockpit; put together in ``settings.wiring``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

GEODATA = CockpitEntry(title=_("Geodaten"), url_name="geodata:overview", right=rights.is_staff_member)
