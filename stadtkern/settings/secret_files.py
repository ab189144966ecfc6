# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Secret knobs from files: STADTKERN_X_FILE names the file that holds the value of STADTKERN_X.

So a secret stands neither in the environment of the process nor in a unit file: systemd hands it over with
``LoadCredential=`` (``STADTKERN_SMTP_FILE=%d/smtp``), a container with a file under ``/run/secrets``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from stadtkern.kernel.errors import WrongSetting

SECRETS = (
    "STADTKERN_DATABASE",
    "STADTKERN_LAKE_CATALOGUE",
    "STADTKERN_MQTT_BROKER",
    "STADTKERN_MQTT_BROKER_KEY",
    "STADTKERN_NATS",
    "STADTKERN_OIDC_SECRET",
    "STADTKERN_S3_KEY",
    "STADTKERN_S3_SECRET",
    "STADTKERN_SMTP",
)
"""Knobs that hold a secret or an address with a password in it; all of them may come from a file."""

_MOST_BYTES = 65_536


def filled(env: Mapping[str, str]) -> dict[str, str]:
    """These variables, and each secret whose file is named read from it.

    Raises:
        WrongSetting: a secret is set twice, or its file cannot be used; the message never shows the secret.
    """
    values = dict(env)
    for name in SECRETS:
        path = env.get(f"{name}_FILE", "").strip()
        if not path:
            continue
        if env.get(name, "").strip():
            raise WrongSetting(
                f"{name} und {name}_FILE sind beide gesetzt. Bitte nur eine der beiden Variablen setzen."
            )
        values[name] = _content(f"{name}_FILE", Path(path))
    return values


def named(env: Mapping[str, str]) -> dict[str, Path]:
    """The files that secrets come from, by the name of their knob."""
    paths = {name: env.get(f"{name}_FILE", "").strip() for name in SECRETS}
    return {name: Path(path) for name, path in paths.items() if path}


def _content(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            given = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise WrongSetting(
            f"{name}={path}: Die Datei kann nicht gelesen werden ({error.strerror}). Erwartet wird eine "
            "Datei, die das Konto von Stadtkern lesen darf und in der nur der Wert steht."
        ) from error
    try:
        text = given.decode().strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(given) > _MOST_BYTES or not text.isprintable():
        raise WrongSetting(
            f"{name}={path}: Erwartet wird eine Textdatei (UTF-8) mit einer Zeile, in der nur der Wert steht."
        )
    return text
