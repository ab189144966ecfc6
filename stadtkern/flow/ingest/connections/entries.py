# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What connections add to the navigation of the cockpit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

CONNECTIONS = CockpitEntry(
    title=_("Anbindungen"), url_name="connections:connections", right=rights.is_staff_member
)
