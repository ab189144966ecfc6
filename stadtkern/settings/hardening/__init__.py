# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What ``stadtkern check --deploy`` asks of an installation that people rely on.

Each requirement names building blocks of the IT-Grundschutz compendium (BSI, edition 2023); the table for
security concepts is docs/reference/grundschutz.md.
"""
