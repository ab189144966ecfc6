# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application; the process that loads it wires the house first."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from . import env

env.use_city_settings()
application = get_wsgi_application()
