# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Second factors, addresses, sessions and outside identities of people who sign in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.privacy import Erasure, Found, Holding, Processing

PROCESSING = (
    Processing(
        key="sign_in",
        title=_("Anmeldung und Sitzungen"),
        purpose=_("Sicher anmelden, zweite Faktoren prüfen, Sitzungen zeigen und beenden"),
        legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO mit Art. 32 DSGVO"),
        categories=(
            _("E-Mail-Adressen"),
            _("Schlüssel zweiter Faktoren"),
            _("Netzadresse und Browser offener Sitzungen"),
            _("Kennung beim Anmeldedienst"),
        ),
        subjects=(
            _("Beschäftigte der Kommune und ihrer Dienstleister"),
            _("Einwohnerinnen und Einwohner mit Konto"),
        ),
        recipients=_("der Anmeldedienst, wenn die Kommune einen eingerichtet hat"),
        kept=_("Solange das Konto besteht; Sitzungen, bis sie enden"),
        holdings=(
            Holding(
                model="account.EmailAddress",
                fields=("user", "email"),
                found=Found.PERSON,
                column="user",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="mfa.Authenticator",
                fields=("user", "data"),
                found=Found.PERSON,
                column="user",
                erasure=Erasure.DELETE,
                secret=("data",),
            ),
            Holding(
                model="usersessions.UserSession",
                fields=("user", "ip", "user_agent"),
                found=Found.PERSON,
                column="user",
                erasure=Erasure.DELETE,
            ),
            Holding(
                model="socialaccount.SocialAccount",
                fields=("user", "uid", "extra_data"),
                found=Found.PERSON,
                column="user",
                erasure=Erasure.DELETE,
            ),
        ),
    ),
)
