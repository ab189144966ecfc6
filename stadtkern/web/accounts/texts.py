# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What accounts say: errors, messages, words of the audit log, by the names that allauth gives them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WRONG: Final = _("Anmeldename und Passwort passen nicht zusammen.")
_LOCKED: Final = _("Zu viele Fehlversuche. Bitte warten Sie 15 Minuten.")
_CODE: Final = _("Dieser Code stimmt nicht, ist abgelaufen oder wurde schon benutzt.")

ERRORS: Final[dict[str, Promise]] = {
    "account_inactive": _("Dieses Konto ist außer Betrieb."),
    "cannot_remove_primary_email": _("Die Hauptadresse lässt sich nicht entfernen."),
    "duplicate_email": _("Diese Adresse gehört schon zu Ihrem Konto."),
    "email_password_mismatch": _WRONG,
    "username_password_mismatch": _WRONG,
    "invalid_login": _WRONG,
    "email_taken": _("Diese Adresse lässt sich nicht verwenden."),
    "enter_current_password": _("Das jetzige Passwort stimmt nicht."),
    "incorrect_code": _CODE,
    "incorrect_password": _("Das Passwort stimmt nicht."),
    "invalid_or_expired_key": _("Der Link ist nicht mehr gültig."),
    "too_many_login_attempts": _LOCKED,
    "rate_limited": _("Zu viele Anfragen. Bitte warten Sie einen Augenblick."),
    "unverified_primary_email": _("Die Hauptadresse muss bestätigt sein."),
    "username_taken": _("Dieser Anmeldename ist vergeben."),
    "username_blacklisted": _("Dieser Anmeldename lässt sich nicht verwenden."),
    "max_email_addresses": _("Mehr als %d Adressen lassen sich nicht hinterlegen."),
}
"""Errors of forms."""

FACTOR_ERRORS: Final[dict[str, Promise]] = {
    "incorrect_code": _CODE,
    "cannot_delete_authenticator": _(
        "Ihr Konto braucht einen zweiten Faktor. Richten Sie erst einen anderen ein."
    ),
    "cannot_generate_recovery_codes": _("Codes für den Notfall gibt es erst mit einem zweiten Faktor."),
    "unverified_email": _("Bestätigen Sie zuerst Ihre E-Mail-Adresse."),
}
"""Errors of forms about second factors."""

OUTSIDE_ERRORS: Final[dict[str, Promise]] = {
    "disconnect_last": _("Das ist Ihr einziger Weg ins Konto. Legen Sie zuerst ein Passwort fest."),
    "no_password": _("Legen Sie zuerst ein Passwort fest."),
    "no_verified_email": _("Bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    "connected_other": _("Diese Anmeldung gehört schon zu einem anderen Konto."),
    "email_taken": _(
        "Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich dort an und verknüpfen Sie %s."
    ),
    "invalid_token": _("Die Anmeldung ist nicht gültig."),
}
"""Errors about identity providers."""

MESSAGES: Final[dict[str, Promise]] = {
    "account/messages/email_confirmation_sent.txt": _(
        "Eine E-Mail mit einem Link zur Bestätigung ist unterwegs."
    ),
    "account/messages/email_confirmed.txt": _("Die E-Mail-Adresse ist bestätigt."),
    "account/messages/email_confirmation_failed.txt": _("Diese E-Mail-Adresse lässt sich nicht bestätigen."),
    "account/messages/email_deleted.txt": _("Die E-Mail-Adresse ist entfernt."),
    "account/messages/primary_email_set.txt": _("Das ist jetzt Ihre Hauptadresse."),
    "account/messages/cannot_delete_primary_email.txt": ERRORS["cannot_remove_primary_email"],
    "account/messages/unverified_primary_email.txt": ERRORS["unverified_primary_email"],
    "mfa/messages/totp_activated.txt": _("Die App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Die App ist entfernt."),
    "mfa/messages/webauthn_added.txt": _("Der Passkey ist eingerichtet."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Es gibt neue Codes für den Notfall. Bewahren Sie sie sicher auf."
    ),
    "usersessions/messages/sessions_logged_out.txt": _("Alle anderen Sitzungen sind beendet."),
    "socialaccount/messages/account_connected.txt": _("Die Anmeldung ist verknüpft."),
    "socialaccount/messages/account_connected_updated.txt": _("Die Verknüpfung ist auf dem neuesten Stand."),
    "socialaccount/messages/account_connected_other.txt": OUTSIDE_ERRORS["connected_other"],
    "socialaccount/messages/account_disconnected.txt": _("Die Verknüpfung ist gelöst."),
}
"""Messages on the next page, by the template that allauth names; others stay unsaid."""

WAYS: Final[dict[str, Promise]] = {
    "reauthenticate": _("mit Ihrem Passwort"),
    "mfa_reauthenticate": _("mit einem Code"),
    "mfa_reauthenticate:webauthn": _("mit einem Passkey"),
}
"""Ways to say once more who it is, by the ids of allauth."""

HAPPENINGS: Final[dict[str, tuple[str, Promise]]] = {
    "mfa/email/totp_activated": ("person.factor", _("Eine App für Einmal-Codes wurde eingerichtet.")),
    "mfa/email/totp_deactivated": ("person.factor_gone", _("Die App für Einmal-Codes wurde entfernt.")),
    "mfa/email/webauthn_added": ("person.factor", _("Ein Passkey wurde eingerichtet.")),
    "mfa/email/webauthn_removed": ("person.factor_gone", _("Ein Passkey wurde entfernt.")),
    "mfa/email/recovery_codes_generated": ("person.codes", _("Neue Codes für den Notfall wurden erzeugt.")),
    "account/email/password_changed": ("person.password", _("Das Passwort wurde geändert.")),
    "account/email/email_changed": ("person.address", _("Die E-Mail-Adresse wurde geändert.")),
    "account/email/email_deleted": ("person.address", _("Eine E-Mail-Adresse wurde entfernt.")),
    "account/email/email_confirm": ("person.address", _("Eine E-Mail-Adresse wurde bestätigt.")),
    "socialaccount/email/account_connected": (
        "person.link",
        _("Eine Anmeldung über einen Identitätsanbieter wurde verknüpft."),
    ),
    "socialaccount/email/account_disconnected": (
        "person.unlink",
        _("Die Verknüpfung mit einem Identitätsanbieter wurde gelöst."),
    ),
}
"""What changes an account: the action in the audit log, and the sentence that the person gets by e-mail."""
