# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application: the interfaces for machines in front, the pages behind them."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from stadtkern.flow.ingest import push_wsgi
from stadtkern.flow.ingest.lorawan import webhook_wsgi
from stadtkern.flow.outlets.ogc.common import front as ogc
from stadtkern.flow.outlets.operations import closing
from stadtkern.flow.outlets.operations import front as operations
from stadtkern.flow.outlets.sensorthings.http import front as sensorthings
from stadtkern.web import kept_pages

from . import limiting
from .headers import fixed_headers

_PAGES = push_wsgi.FRONT.before(webhook_wsgi.FRONT.before(kept_pages.front(get_wsgi_application())))
_INTERFACES = ogc.front(sensorthings.front(_PAGES))

_DOOR = closing.front(_INTERFACES, fixed_headers(basemap=settings.KNOBS.basemap, https=settings.KNOBS.https))

application = operations.front(limiting.gate(settings.KNOBS).before(_DOOR))
