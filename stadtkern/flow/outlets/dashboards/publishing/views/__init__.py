# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages and files of published dashboards, and the cockpit pages of screens and reports."""
