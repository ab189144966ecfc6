# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who has made a sign."""

from stadtkern.kernel.privacy import written_by

PROCESSING = (written_by("poi.Sign"),)
