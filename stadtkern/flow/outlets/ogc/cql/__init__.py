# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions in the Common Query Language (OGC 21-065r2): text and JSON in, lake SQL out."""
