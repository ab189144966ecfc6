# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What building adds to the cockpit; put together in ``settings.wiring``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

DASHBOARDS = CockpitEntry(title=_("Dashboards"), url_name="building:dashboards", right=rights.is_staff_member)
