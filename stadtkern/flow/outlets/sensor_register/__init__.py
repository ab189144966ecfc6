# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The public sensor register: what there is, what it measures, what it does not, and who answers for it."""
