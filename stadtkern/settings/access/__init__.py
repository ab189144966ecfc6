# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The matrix of access: who may use which route, operation and topic; ``tests/matrix`` walks all of it."""
