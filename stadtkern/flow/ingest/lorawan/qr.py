# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The QR code on a device: LoRa Alliance TR005 v1.0, „LoRaWAN Device Identification QR Codes“.

``LW:D0:<JoinEUI>:<DevEUI>:<ProfileID>[:O<owner token>][:S<serial>][:P<proprietary>][:C<checksum>]``
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stadtkern.kernel.errors import PayloadRejected

_EUI = re.compile(r"[0-9A-Fa-f]{16}")
_PROFILE = re.compile(r"[0-9A-Fa-f]{8}")
_CHECKSUM = re.compile(r"[0-9A-Fa-f]{4}")
_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Label:
    """What the code on a device says."""

    join_eui: str
    dev_eui: str
    vendor_id: str
    """First half of the ProfileID: who made it, in the list of the LoRa Alliance; upper-case hexadecimal."""
    profile: str
    """Second half of the ProfileID: which of the vendor's kinds of device it is."""
    owner_token: str = ""
    serial: str = ""
    proprietary: str = ""


def read(text: str) -> Label:
    """The label in what a scanner typed.

    Raises:
        PayloadRejected: it is no such code, or its checksum is wrong.
    """
    given = text.strip()
    if len(given) > _LONGEST or not given.upper().startswith("LW:"):
        raise PayloadRejected("Das ist kein LoRaWAN-QR-Code: Er beginnt mit „LW:D0:“.")
    fields = given.split(":")
    if fields[1].upper() != "D0":
        raise PayloadRejected(f"Der QR-Code hat das Schema „{fields[1][:10]}“; gelesen wird „D0“ (TR005).")
    if len(fields) < 5:
        raise PayloadRejected("Der QR-Code ist unvollständig: Es fehlen JoinEUI, DevEUI oder ProfileID.")
    join_eui, dev_eui, profile = fields[2:5]
    if not (_EUI.fullmatch(join_eui) and _EUI.fullmatch(dev_eui)):
        raise PayloadRejected("JoinEUI und DevEUI des QR-Codes müssen je 16 hexadezimale Ziffern haben.")
    if not _PROFILE.fullmatch(profile):
        raise PayloadRejected("Die ProfileID des QR-Codes muss 8 hexadezimale Ziffern haben.")
    optional = _optional(given, fields[5:])
    return Label(
        join_eui=join_eui.lower(),
        dev_eui=dev_eui.lower(),
        vendor_id=profile[:4].upper(),
        profile=profile[4:].upper(),
        owner_token=optional.get("O", ""),
        serial=optional.get("S", ""),
        proprietary=optional.get("P", ""),
    )


def checksum(text: str) -> str:
    """CRC-16 (polynomial 0x8005 reflected, start 0xFFFF) over the text before the checksum, 4 digits."""
    register = 0xFFFF
    for byte in text.encode():
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ 0xA001 if register & 1 else register >> 1
    return f"{register:04X}"


def _optional(given: str, fields: list[str]) -> dict[str, str]:
    """The optional fields by their letter; the checksum, always the last one, is checked."""
    found = {field[0].upper(): field[1:] for field in fields if field}
    told = found.get("C", "")
    if not told:
        return found
    before = given[: given.rindex(":")]
    last = fields[-1][:1].upper() == "C"
    if not last or not _CHECKSUM.fullmatch(told) or checksum(before) != told.upper():
        raise PayloadRejected("Die Prüfsumme des QR-Codes stimmt nicht; bitte noch einmal scannen.")
    return found
