# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One address per page of the own account; those behind a question for the password come after it."""

ACCOUNT = {
    "konto": "",
    "passwort": "passwort/",
    "e-mail": "e-mail/",
    "sitzungen": "sitzungen/",
    "zweiter-faktor": "zweiter-faktor/",
    "passkeys": "passkeys/",
    "verknuepfungen": "verknuepfungen/",
    "bestaetigen": "bestaetigen/",
    "meine-daten": "meine-daten/",
}
AFTER_PASSWORD = {
    "app-einrichten": "zweiter-faktor/app/",
    "passkey-einrichten": "passkeys/neu/",
    "notfall-codes-erzeugen": "notfall-codes/neu/",
    "loeschung-beantragen": "meine-daten/loeschen/",
}
