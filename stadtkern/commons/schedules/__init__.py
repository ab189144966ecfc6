# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens by sun and clock: night after night, with weekdays, holidays and special days."""
