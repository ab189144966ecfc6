# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register keeps of the catalogue."""

from .datasets import Dataset, DistributionRow, Publisher, SeriesRow, State
from .release import Finding, ReleaseStep, Step
from .requests import DatasetRequest, RequestState
from .state import CatalogueState, UsageDay

__all__ = [
    "CatalogueState",
    "Dataset",
    "DatasetRequest",
    "DistributionRow",
    "Finding",
    "Publisher",
    "ReleaseStep",
    "RequestState",
    "SeriesRow",
    "State",
    "Step",
    "UsageDay",
]
