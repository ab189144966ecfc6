# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What interfaces for machines share: requests from WSGI, answers, entity tags, packing, usual headers."""
