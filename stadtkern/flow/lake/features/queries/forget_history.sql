-- SPDX-FileCopyrightText: 2026 Stadtkern contributors
-- SPDX-License-Identifier: EUPL-1.2
-- forget_history: remove what was no longer true before $before; {history}
delete from {history}
where _until < $before
