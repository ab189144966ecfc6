# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What indicators add to the cockpit, put together in ``settings.wiring``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

INDICATORS = CockpitEntry(
    title=gettext_lazy("Kennzahlen"), url_name="indicators:list", right=rights.is_staff_member
)
