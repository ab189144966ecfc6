# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Warnings for other parts of the house: notices that rules publish, and who may warn."""

from __future__ import annotations

from stadtkern.commons.notices.by_rule import RuleWarning, end_warning_of_rule, warn_from_rule
from stadtkern.commons.notices.service import may_warn

__all__ = ["RuleWarning", "end_warning_of_rule", "may_warn", "warn_from_rule"]
