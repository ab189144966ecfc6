# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks passwords of accounts by user name; whose an address is, the adapter has found out before."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class PasswordBackend(AuthenticationBackend):
    """One account, one hash: addresses that nobody confirmed open nothing."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return None
