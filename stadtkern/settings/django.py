# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django settings, derived from the knobs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from . import env, headers, knob_values, sign_in
from .declared import app_packages, domain_packages
from .logs import django_logging
from .secret import OlderKeys, secret_key
from .sign_in import *  # noqa: F403 - one half of the settings
from .static import never_changes, static_url
from .storage import storages

KNOBS = env.knobs()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = KNOBS.debug
SECRET_KEY = lazy(secret_key, str)(KNOBS.data)
SECRET_KEY_FALLBACKS = OlderKeys(KNOBS.data)
CITY_NAME = KNOBS.city
BASEMAP = KNOBS.basemap
ALLOWED_HOSTS = list(KNOBS.allowed_hosts)
ROOT_URLCONF = "stadtkern.settings.urls"
WSGI_APPLICATION = "stadtkern.settings.wsgi.application"
AUTH_USER_MODEL = "kernel.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    *app_packages(),
    *domain_packages(),
    *sign_in.ALLAUTH_APPS,
]

MIDDLEWARE = [
    "stadtkern.settings.headers.security_headers",
    "stadtkern.web.packed_pages.PackedPages",
    "django.middleware.security.SecurityMiddleware",
    "stadtkern.web.packed_files.packed_files",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "stadtkern.settings.limiting.note_person",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stadtkern.web.uploads.bounded",
    "django.contrib.messages.middleware.MessageMiddleware",
    *sign_in.ALLAUTH_MIDDLEWARE,
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "stadtkern.web.context.shell",
            ]
        },
    }
]


def _database() -> dict[str, object]:
    if not KNOBS.database:
        return {
            "ENGINE": "stadtkern.kernel.sqlite",
            "NAME": KNOBS.data / "register.sqlite3",
            "CONN_MAX_AGE": 600,
            # In memory; test runners append the name of their process, which SQLite ignores there.
            "TEST": {"NAME": "file:register?mode=memory&cache=shared&process="},
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(KNOBS.database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": knob_values.postgresql_options(KNOBS.database),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": _database()}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
STATIC_URL = static_url()
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = never_changes
MEDIA_ROOT = KNOBS.data / "files"
STORAGES = storages(KNOBS)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
"""A file with 500 columns is reviewed on one page, seven inputs each."""
MAP_FOLDER = KNOBS.data / "karte"
"""GeoJSON files that the map draws as its background."""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = KNOBS.https
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = headers.cookie_names(https=KNOBS.https)
if KNOBS.https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = headers.HSTS_S
    CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in KNOBS.allowed_hosts if name != "*"]

_MAIL = urlsplit(KNOBS.smtp)
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 587 if _MAIL.password else 25)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and bool(_MAIL.password)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = KNOBS.mail_from

LOGGING = django_logging(debug=DEBUG)
