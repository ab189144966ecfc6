# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The words of the house: domains, quantities, observations, errors, events, people, jobs, audit."""
