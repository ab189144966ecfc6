-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- explain: plan a query without running it; {query} is the text of a query file
explain {query}
