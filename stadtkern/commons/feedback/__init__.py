# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feedback from visitors: a form without tracking, read by administrators, kept for one year."""
