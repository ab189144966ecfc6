# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forecasts of datastreams for the next days, with what they are worth, and hours that stand out."""
