# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How people sign in: Django's and allauth's settings about accounts, taken over by ``settings.django``."""

from __future__ import annotations

from . import env
from .identity import identity_providers

KNOBS = env.knobs()

ALLAUTH_APPS = ("allauth", "allauth.account", "allauth.socialaccount", "allauth.mfa", "allauth.usersessions")
"""After the city's own apps, whose templates come first."""
ALLAUTH_MIDDLEWARE = ("allauth.account.middleware.AccountMiddleware", "stadtkern.web.accounts.sessions.kept")

IDENTITY_PROVIDERS = identity_providers(KNOBS)
REGISTRATION = KNOBS.registration
SECOND_FACTOR_REQUIRED = KNOBS.second_factor

AUTHENTICATION_BACKENDS = ["stadtkern.web.accounts.backend.PasswordBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/cockpit/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "stadtkern.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if REGISTRATION else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 2
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "5/5m/key"}
"""Wrong passwords count ``kernel.people``; these are wrong codes of a second factor."""
ACCOUNT_FORMS = {
    "login": "stadtkern.web.accounts.forms.SignInForm",
    "signup": "stadtkern.web.accounts.forms.RegistrationForm",
    "add_email": "stadtkern.web.accounts.forms.AddressForm",
    "reauthenticate": "stadtkern.web.accounts.forms.AgainForm",
}

MFA_ADAPTER = "stadtkern.web.accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not REGISTRATION
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_COUNT = 10
MFA_FORMS = {
    "authenticate": "stadtkern.web.accounts.forms.CodeForm",
    "reauthenticate": "stadtkern.web.accounts.forms.CodeAgainForm",
    "activate_totp": "stadtkern.web.accounts.forms.AppForm",
    "add_webauthn": "stadtkern.web.accounts.forms.PasskeyForm",
    "login_webauthn": "stadtkern.web.accounts.forms.PasskeySignInForm",
    "authenticate_webauthn": "stadtkern.web.accounts.forms.PasskeyFactorForm",
    "reauthenticate_webauthn": "stadtkern.web.accounts.forms.PasskeyAgainForm",
    "edit_webauthn": "stadtkern.web.accounts.forms.PasskeyNameForm",
}

SOCIALACCOUNT_ADAPTER = "stadtkern.web.accounts.oidc.adapter.OutsideAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

USERSESSIONS_ADAPTER = "stadtkern.web.accounts.sessions.SessionAdapter"

CACHES = {"default": {"BACKEND": "stadtkern.web.accounts.memory.RegisterCache"}}
