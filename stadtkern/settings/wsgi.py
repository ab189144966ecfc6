# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application: the push interface in front, the pages behind it."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from stadtkern.flow.ingest import push_wsgi

application = push_wsgi.front(get_wsgi_application())
