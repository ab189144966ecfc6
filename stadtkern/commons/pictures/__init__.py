# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures that people upload, made safe to show: checked, upright, small, without what cameras add."""
