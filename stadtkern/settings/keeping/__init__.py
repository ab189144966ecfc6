# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Backup, restore, upgrades and moving: what keeps a city over machines and versions."""
