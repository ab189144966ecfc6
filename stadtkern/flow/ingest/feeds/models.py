# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the assistant keeps between its steps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.connections.models import Connection


class FeedSample(models.Model):
    """The answer by which people say what its fields mean; one per connection, replaced by the next."""

    connection = models.OneToOneField(
        Connection, verbose_name=_("Anbindung"), on_delete=models.CASCADE, related_name="sample"
    )
    name = models.CharField(_("Adresse oder Datei"), max_length=2000)
    content = models.BinaryField(_("Inhalt"))
    taken_at = models.DateTimeField(_("geholt"))

    class Meta:
        verbose_name = _("Beispiel eines Abrufs")
        verbose_name_plural = _("Beispiele von Abrufen")

    def __str__(self) -> str:
        return self.name
