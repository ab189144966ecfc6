# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checks on the way into the lake: values are corrected and flagged, never dropped."""
