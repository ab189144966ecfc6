# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps things at what is wanted of them: told when it changes, confirmed, repeated, or shown as missing."""
