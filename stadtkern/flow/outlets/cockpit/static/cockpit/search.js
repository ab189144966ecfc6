/* SPDX-FileCopyrightText: 2026 Stadtkern contributors
   SPDX-License-Identifier: EUPL-1.2 */

/* The key "/" leads to the search field, unless somebody is writing. The field works without it. */
const field = document.querySelector(".ck-search input");
const writing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

if (field) {
  field.setAttribute("aria-keyshortcuts", "/");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
