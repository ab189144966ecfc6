# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Until when the certificate of a TLS server is valid, as the server shows it."""

from __future__ import annotations

import socket
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509

from stadtkern.kernel.errors import SourceUnavailable

from .guard import checked

_PATIENCE_S = 10.0


def shown_until(url: str) -> datetime:
    """End of the certificate that the server at this https address of the operator shows [UTC].

    The certificate is looked at, not trusted: an expired or self-signed one is read as well.

    Raises:
        SourceUnavailable: no TLS server answers there.
    """
    target = checked(url, allow_private=True)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent or believed but the date
    try:
        with (
            socket.create_connection((target.address, target.port), _PATIENCE_S) as plain,
            context.wrap_socket(plain, server_hostname=target.host) as wrapped,
        ):
            given = wrapped.getpeercert(binary_form=True)
    except OSError as error:
        raise SourceUnavailable(f"{target.host}:{target.port} ist nicht erreichbar: {error}.") from error
    if given is None:
        raise SourceUnavailable(f"{target.host}:{target.port} zeigt kein Zertifikat.")
    return x509.load_der_x509_certificate(given).not_valid_after_utc


def kept_until(path: Path) -> datetime:
    """End of the first certificate in a PEM file [UTC].

    Raises:
        SourceUnavailable: the file holds no readable certificate.
    """
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError) as error:
        raise SourceUnavailable(f"Das Zertifikat {path.name} ist nicht lesbar.") from error
