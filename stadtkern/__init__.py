# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Stadtkern: the open urban platform that a German municipality runs itself."""
