# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The downlink queues of network servers: The Things Stack v3 and the REST proxy of ChirpStack v4."""

from __future__ import annotations

import base64
from urllib.parse import quote

import msgspec
from django.utils.translation import gettext as _

from stadtkern.kernel.errors import AddressRefused, CityError, Contradiction, SourceUnavailable
from stadtkern.web.outgoing import exchange
from stadtkern.web.outgoing.exchange import Question
from stadtkern.web.outgoing.limits import limits

from . import servers
from .models import Device, Downlink
from .servers import Kind, Server

_LATER = frozenset({408, 425, 429})


class NotQueued(CityError):
    """The network server did not take the downlink."""

    def __init__(self, message: str, *, final: bool) -> None:
        """``final``: it would not take it at another time either."""
        super().__init__(message)
        self.final = final


class _Queued(msgspec.Struct):
    """ChirpStack's answer to ``Enqueue``."""

    id: str = ""


def check(device: Device) -> None:
    """Look whether the connection of a device can take downlinks at all.

    Raises:
        Contradiction: something is missing in its settings; the sentence says what.
    """
    server = servers.server_of(device.connection)
    if not server.base_url or not servers.secrets_of(device.connection).api_key:
        raise Contradiction(
            _("Für Downlinks fehlen in der Anbindung die Adresse des Netzservers oder sein API-Schlüssel.")
        )
    if server.kind is Kind.THINGS_STACK and not (server.application and server.webhook):
        raise Contradiction(
            _("Für Downlinks fehlen in der Anbindung die Anwendung oder der Webhook von The Things Stack.")
        )
    if server.kind is Kind.THINGS_STACK and not device.server_id:
        raise Contradiction(_("Die Kennung des Geräts bei The Things Stack ist noch nicht bekannt."))


def queue(downlink: Downlink) -> str:
    """Put a downlink into the queue; its identifier there, when the server tells one.

    Raises:
        NotQueued: the server did not take it.
    """
    device = downlink.device
    try:
        check(device)
        question = _question(servers.server_of(device.connection), downlink)
        status, answer = exchange.post(question, limits())
    except (AddressRefused, Contradiction) as error:
        raise NotQueued(str(error), final=True) from error
    except SourceUnavailable as error:
        raise NotQueued(str(error), final=False) from error
    if 200 <= status < 300:
        return _item(answer)
    told = _("Der Netzserver antwortete mit Status %(status)d.") % {"status": status}
    raise NotQueued(told, final=400 <= status < 500 and status not in _LATER)


def _question(server: Server, downlink: Downlink) -> Question:
    key = servers.secrets_of(downlink.device.connection).api_key
    payload = base64.b64encode(bytes(downlink.payload)).decode()
    if server.kind is Kind.THINGS_STACK:
        path, body = _things_stack(server, downlink, payload)
        authorization = "Authorization"
    else:
        path, body = _chirpstack(downlink, payload)
        authorization = "Grpc-Metadata-Authorization"
    return Question(
        url=f"{server.base_url.rstrip('/')}{path}",
        media_type="application/json",
        body=msgspec.json.encode(body),
        more=(("Content-Type", "application/json"), (authorization, f"Bearer {key}")),
    )


def _things_stack(server: Server, downlink: Downlink, payload: str) -> tuple[str, object]:
    parts = (server.application, server.webhook, downlink.device.server_id)
    application, webhook, device = (quote(part, safe="") for part in parts)
    path = f"/api/v3/as/applications/{application}/webhooks/{webhook}/devices/{device}/down/push"
    one = {
        "f_port": downlink.f_port,
        "frm_payload": payload,
        "confirmed": downlink.confirmed,
        "priority": downlink.priority,
        "correlation_ids": [downlink.correlation],
    }
    return path, {"downlinks": [one]}


def _chirpstack(downlink: Downlink, payload: str) -> tuple[str, object]:
    item = {"confirmed": downlink.confirmed, "fPort": downlink.f_port, "data": payload}
    return f"/api/devices/{downlink.device.dev_eui}/queue", {"queueItem": item}


def _item(answer: bytes) -> str:
    try:
        return msgspec.json.decode(answer, type=_Queued).id[:100]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
