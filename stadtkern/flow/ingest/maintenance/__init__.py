# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maintenance: which devices need somebody, why, and who has taken care of it."""
