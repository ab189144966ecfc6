// SPDX-FileCopyrightText: 2026 Stadtkern contributors
// SPDX-License-Identifier: EUPL-1.2
// Shows messages of the city on this device, also when no page is open; a click opens the alarm in the cockpit.

self.addEventListener("push", (event) => {
  const given = event.data ? event.data.json() : {};
  const shown = self.registration.showNotification(given.title ?? "Stadtkern", {
    body: given.body ?? "",
    tag: given.tag ?? "stadtkern",
    lang: "de",
    data: { url: given.url ?? "/cockpit/alarme/" },
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(new URL(event.notification.data.url, self.location.origin).href));
});
