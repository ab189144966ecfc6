# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The record of processing activities on pages, and what people may ask for about their own data."""
