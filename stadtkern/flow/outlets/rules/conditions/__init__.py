# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pure core of rules: values in, verdicts out; no database, no network, no clock."""
