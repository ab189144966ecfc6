# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Inventories of things as departments keep them: tables and GeoJSON become rows of text."""
