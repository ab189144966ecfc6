-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- detach_fresh: let go of the copied catalogue
detach fresh
