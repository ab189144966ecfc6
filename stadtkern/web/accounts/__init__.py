# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Accounts of people: signing in, second factors, sessions, registration, identity providers."""
