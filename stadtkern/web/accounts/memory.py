# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Django's cache in the register: limits and used codes count for all processes of a city, not for each anew.

Values are JSON, never pickles. Nothing but accounts uses it, so other pages ask the register no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import Remembered

_LONGEST = timedelta(days=30)
"""Nothing is remembered longer, not even what has no end."""

Timeout = float | object | None


class RegisterCache(BaseCache):
    """A cache whose entries are rows of the register."""

    def __init__(self, _location: str, params: Mapping[str, object]) -> None:
        super().__init__(dict(params))

    def add(
        self, key: str, value: object, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Remember it unless something is remembered there; of two that try at once one gets true."""
        row, now = self._row(key, version), timezone.now()
        with transaction.atomic():
            Remembered.objects.filter(key=row, until__lte=now).delete()
            try:
                with transaction.atomic():
                    Remembered.objects.create(key=row, value=value, until=now + self._for(timeout))
            except IntegrityError:
                return False
        return True

    def get(self, key: str, default: object = None, version: int | None = None) -> object:
        """What is remembered there, else the default."""
        found = Remembered.objects.filter(key=self._row(key, version), until__gt=timezone.now()).first()
        return default if found is None else found.value

    def set(
        self, key: str, value: object, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Remember it in the place of what was."""
        Remembered.objects.update_or_create(
            key=self._row(key, version),
            defaults={"value": value, "until": timezone.now() + self._for(timeout)},
        )

    def touch(self, key: str, timeout: Timeout = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Remember it longer; whether there was something."""
        now = timezone.now()
        rows = Remembered.objects.filter(key=self._row(key, version), until__gt=now)
        return bool(rows.update(until=now + self._for(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it; whether there was something."""
        return bool(Remembered.objects.filter(key=self._row(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Remembered.objects.all().delete()

    def _row(self, key: str, version: int | None) -> str:
        return hashlib.sha256(self.make_key(key, version).encode()).hexdigest()

    def _for(self, timeout: Timeout) -> timedelta:
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return timedelta(seconds=float(wanted)) if isinstance(wanted, int | float) else _LONGEST
