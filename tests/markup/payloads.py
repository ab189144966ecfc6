# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Texts that would become markup where they are not encoded, put into every text column of a small city."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from stadtkern.kernel.sealed_fields import SealedField

MARK = "data-xss"
LONG = f"""'"></script><img src=x onerror=xss() {MARK}>{{{{7*7}}}}"""
"""Leaves attributes, scripts and text; the braces would be computed by a template that is made of it."""
SHORT = f"<b {MARK}>"
ADDRESS = "javascript:xss()//https://xss.example/"
"""A link that runs a script; forms refuse it, but catalogues and feeds of others may bring it."""
LEFT = frozenset({
    "code", "key", "domain", "source", "source_key", "username", "password", "prefix", "digest", "sha256",
    "fingerprint", "token", "path", "file", "file_name", "stored_path", "format", "media_type", "language",
    "language_code", "task_path", "queue_name", "backend_name", "session_key", "codename", "app_label",
    "model", "object_id", "celery", "wire", "service", "unit", "symbol", "definition", "encoding",
    "observation_type", "quantity", "identifier", "uri", "dev_eui", "join_eui", "type", "kind", "task",
    "worker_id", "worker_ids", "endpoint_hash", "occasion", "place", "subject", "key_hash", "revision",
    "geometry", "geometry_type", "crs", "schedule", "cron", "provider", "uid", "digest_algorithm", "license",
    "licence", "driver", "state", "status", "algorithm", "check_name", "raw", "document",
})  # fmt: skip
"""Columns whose words are those of the house, or that are looked up."""
APART = frozenset({"kernel", "sessions", "contenttypes", "auth", "django_tasks_database", "mfa", "account",
                   "usersessions", "socialaccount"})  # fmt: skip
"""Apps whose rows the house itself writes; of people and departments the names are changed."""


def poison() -> int:
    """Change every text of every row that people or feeds write; the number of columns."""
    changed = 0
    for model in apps.get_models():
        if model._meta.app_label not in APART:
            changed += sum(_column(model, field) for field in model._meta.concrete_fields)
    for label, name in (("kernel.Department", "name"), ("kernel.Person", "first_name")):
        rows = apps.get_model(label)._default_manager.filter(pk__gt=0)
        for row in rows:
            value = LONG if name == "first_name" else f"{getattr(row, name)} {LONG}"
            rows.filter(pk=row.pk).update(**{name: value})
    return changed


def _column(model: type[models.Model], field: models.Field[object, object]) -> int:
    if field.name in LEFT or field.unique or isinstance(field, models.ForeignKey | SealedField):
        return 0
    if isinstance(field, models.JSONField):
        return _documents(model, field.name)
    value = _payload(field)
    if value is None:
        return 0
    return 1 if model._default_manager.update(**{field.name: value}) else 0


def _payload(field: models.Field[object, object]) -> str | None:
    """What goes into a column; nothing where only certain words may stand."""
    if isinstance(field, models.URLField):
        return ADDRESS
    if not isinstance(field, models.CharField | models.TextField) or field.choices:
        return None
    if isinstance(field, models.SlugField | models.EmailField | models.FileField):
        return None
    room = field.max_length or len(LONG)
    return LONG if room >= len(LONG) else SHORT if room >= len(SHORT) else None


def _documents(model: type[models.Model], name: str) -> int:
    """Free words in JSON columns: what people add as properties."""
    if name not in {"properties", "keywords", "tags"}:
        return 0
    rows = model._default_manager.all()
    for row in rows:
        value = getattr(row, name)
        rows.filter(pk=row.pk).update(**{name: [LONG] if isinstance(value, list) else {LONG: LONG}})
    return 1 if rows else 0
