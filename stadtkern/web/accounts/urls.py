# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of accounts in German, by the names that allauth looks for; include inside ``i18n_patterns``."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions import views as usersessions
from django.urls import path, re_path
from django.views.generic import RedirectView

from .oidc import views as oidc
from .views import entrance, own

urlpatterns = [
    path("konto/", own.overview, name="account_overview"),
    path("konto/anmelden/", entrance.SignIn.as_view(), name="account_login"),
    path("konto/abmelden/", entrance.sign_out, name="account_logout"),
    path("konto/ausser-betrieb/", account.account_inactive, name="account_inactive"),
    path("konto/registrieren/", entrance.Register.as_view(), name="account_signup"),
    path("konto/erststart/<str:token>/", entrance.first_start, name="account_link"),
    path("konto/bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/passwort/", own.password, name="account_change_password"),
    path("konto/passwort/festlegen/", own.password, name="account_set_password"),
    path("konto/wiederherstellung/", entrance.forgotten, name="account_reset_password"),
    path("konto/wiederherstellung/gesendet/", entrance.forgotten_sent, name="account_reset_password_done"),
    path("konto/e-mail/", account.email, name="account_email"),
    path("konto/e-mail/gesendet/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^konto/e-mail/bestaetigen/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"
    ),
    path("konto/sitzungen/", usersessions.list_usersessions, name="usersessions_list"),
    path("konto/sitzungen/<int:session_id>/beenden/", own.end_session, name="account_end_session"),
    path("konto/zweiter-faktor/", factor.index, name="mfa_index"),
    path("konto/zweiter-faktor/code/", factor.authenticate, name="mfa_authenticate"),
    path("konto/zweiter-faktor/bestaetigen/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("konto/zweiter-faktor/app/", app.activate_totp, name="mfa_activate_totp"),
    path("konto/zweiter-faktor/app/entfernen/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/notfall-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/notfall-codes/neu/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("konto/passkeys/neu/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("konto/passkeys/anmelden/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("konto/passkeys/bestaetigen/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/passkeys/<int:pk>/entfernen/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("konto/passkeys/<int:pk>/umbenennen/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("konto/verknuepfungen/", own.Links.as_view(), name="socialaccount_connections"),
    path(
        "konto/extern/neu/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_signup"
    ),
    path("konto/extern/<slug:provider_id>/anmelden/", oidc.login, name="oidc_login"),
]
