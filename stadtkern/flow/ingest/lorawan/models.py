# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the register keeps of LoRaWAN: devices, their raw uplinks for some weeks, their downlinks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.kernel.sealed_fields import SealedField


class DeviceStage(models.TextChoices):
    """How far a device is."""

    NEW = "new", _("noch nie gehört")
    JOINED = "joined", _("angemeldet")
    ACTIVE = "active", _("sendet")
    DISABLED = "disabled", _("außer Betrieb")


class Activation(models.TextChoices):
    """How a device gets into the network (TS001-1.0.4 section 6)."""

    OTAA = "otaa", _("OTAA (Anmeldung über Funk)")
    ABP = "abp", _("ABP (fest eingestellt)")


class DeviceQuerySet(models.QuerySet["Device"]):
    """Named questions about devices."""

    def of_connections(self, connections: Collection[int]) -> DeviceQuerySet:
        """Those of these connections."""
        return self.filter(connection__in=connections)


class Device(models.Model):
    """A LoRaWAN device of an application; root keys are sealed and shown to nobody.

    Stored because uplinks name only a DevEUI: who it is, what it measures and where stands here.
    """

    connection = models.ForeignKey(
        Connection, verbose_name=_("Anbindung"), on_delete=models.CASCADE, related_name="lorawan_devices"
    )
    dev_eui = models.CharField("DevEUI", max_length=16)
    """16 hexadecimal digits, lower case."""
    join_eui = models.CharField("JoinEUI", max_length=16, blank=True)
    server_id = models.CharField(_("Kennung beim Netzserver"), max_length=100, blank=True)
    """The Things Stack calls devices by names of their own; learnt from uplinks when not given."""
    device_type = models.ForeignKey(
        "codecs.DeviceType",
        verbose_name=_("Gerätetyp"),
        on_delete=models.PROTECT,
        related_name="lorawan_devices",
        null=True,
        blank=True,
    )
    codec = models.ForeignKey(
        "codecs.CodecVersion",
        verbose_name=_("feste Codec-Fassung"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    """Null: the active version of the device type."""
    code = models.SlugField(_("Kennung"), max_length=90)
    """Code of its thing within the source."""
    name = models.CharField(_("Name"), max_length=200)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    """WGS 84 degrees."""
    activation = models.CharField(_("Aktivierung"), max_length=4, choices=Activation, default=Activation.OTAA)
    app_key = SealedField("AppKey", blank=True)
    """Sealed."""
    nwk_key = SealedField("NwkKey", blank=True)
    """Sealed."""
    stage = models.CharField(_("Stand"), max_length=10, choices=DeviceStage, default=DeviceStage.NEW)
    notes = models.TextField(_("Notizen"), blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("angelegt von"), max_length=150)
    last_seen_at = models.DateTimeField(_("zuletzt gehört"), null=True, blank=True)
    joined_at = models.DateTimeField(_("zuletzt angemeldet"), null=True, blank=True)
    rssi_dbm = models.FloatField(_("Empfangsstärke [dBm]"), null=True, blank=True)
    snr_db = models.FloatField(_("Signal-Rausch-Abstand [dB]"), null=True, blank=True)
    spreading_factor = models.PositiveSmallIntegerField(_("Spreizfaktor"), null=True, blank=True)
    gateway = models.CharField(_("bestes Gateway"), max_length=100, blank=True)
    battery_percent = models.FloatField(_("Batterie [%]"), null=True, blank=True)
    battery_v = models.FloatField(_("Batteriespannung [V]"), null=True, blank=True)
    external_power = models.BooleanField(_("Netzbetrieb"), default=False)
    margin_db = models.FloatField(_("Reserve beim Empfang [dB]"), null=True, blank=True)
    status_at = models.DateTimeField(_("Stand der Batterie"), null=True, blank=True)
    session = models.CharField(max_length=100, blank=True)
    """Session keys (or address) to which the frame counters belong."""
    f_cnt_first = models.BigIntegerField(null=True, blank=True)
    f_cnt_last = models.BigIntegerField(_("Rahmenzähler"), null=True, blank=True)
    f_cnt_at = models.DateTimeField(null=True, blank=True)
    received = models.BigIntegerField(_("empfangene Nachrichten"), default=0)
    lost = models.BigIntegerField(_("verlorene Nachrichten"), default=0)
    resets = models.IntegerField(_("Neustarts des Rahmenzählers"), default=0)
    fault = models.CharField(_("letzte Störung"), max_length=300, blank=True)
    fault_at = models.DateTimeField(_("letzte Störung am"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("LoRaWAN-Gerät")
        verbose_name_plural = _("LoRaWAN-Geräte")
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "dev_eui"], name="lorawan_device_eui"),
            models.UniqueConstraint(fields=["connection", "code"], name="lorawan_device_code"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "name", "id"], name="lorawan_device_list"),
            models.Index(fields=["connection", "server_id"], name="lorawan_device_server"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_keys(self) -> bool:
        """Whether root keys are kept; what they are is told to nobody."""
        return bool(self.app_key or self.nwk_key)

    @property
    def loss_percent(self) -> float | None:
        """Share of frames that nobody heard [%]; null when none arrived."""
        frames = self.received + self.lost
        return 100 * self.lost / frames if frames else None


class UplinkState(models.TextChoices):
    """What became of a raw uplink."""

    WAITING = "waiting", _("wartet")
    DECODED = "decoded", _("gelesen")
    REJECTED = "rejected", _("abgewiesen")
    UNKNOWN = "unknown", _("unbekanntes Gerät")


class UplinkQuerySet(models.QuerySet["Uplink"]):
    """Named questions about raw uplinks."""

    def waiting(self) -> UplinkQuerySet:
        """Those that are still to be decoded."""
        return self.filter(state=UplinkState.WAITING)

    def of_unknown(self) -> UplinkQuerySet:
        """Those of devices that nobody has entered."""
        return self.filter(state=UplinkState.UNKNOWN)

    def arrived_before(self, moment: datetime) -> UplinkQuerySet:
        """Those that arrived before a moment."""
        return self.filter(arrived_at__lt=moment)


class Uplink(models.Model):
    """A frame as it arrived, before anything is read out of it; kept for some weeks to be read again."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="lorawan_uplinks")
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, related_name="uplinks", null=True, blank=True
    )
    """Null: nobody has entered the device."""
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 over connection, DevEUI, session, counter, payload and the network server's time."""
    dev_eui = models.CharField("DevEUI", max_length=16)
    join_eui = models.CharField("JoinEUI", max_length=16, blank=True)
    server_id = models.CharField(max_length=100, blank=True)
    session = models.CharField(max_length=100, blank=True)
    f_cnt = models.BigIntegerField(_("Rahmenzähler"))
    f_port = models.PositiveSmallIntegerField(_("Port"))
    payload = models.BinaryField(_("Rohdaten"))
    """FRMPayload, at most 242 bytes (RP002-1.0.4)."""
    confirmed = models.BooleanField(default=False)
    simulated = models.BooleanField(_("simuliert"), default=False)
    sent_at = models.DateTimeField(_("beim Netzserver"))
    """When the network server had it."""
    arrived_at = models.DateTimeField(_("eingegangen"))
    """When the city had it first."""
    rssi_dbm = models.FloatField(null=True)
    snr_db = models.FloatField(null=True)
    spreading_factor = models.PositiveSmallIntegerField(null=True)
    frequency_hz = models.BigIntegerField(null=True)
    airtime_s = models.FloatField(null=True)
    gateways = models.JSONField(default=list)
    """Receptions: gateway, RSSI [dBm], SNR [dB]; best first."""
    times_seen = models.PositiveIntegerField(_("wie oft geliefert"), default=1)
    counted = models.BooleanField(default=False)
    """Whether it is in the frame statistics of its device."""
    state = models.CharField(_("Stand"), max_length=10, choices=UplinkState)
    codec = models.ForeignKey("codecs.CodecVersion", on_delete=models.SET_NULL, related_name="+", null=True)
    """The version that read it last."""
    decoded = models.JSONField(null=True)
    """What the codec made of it."""
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    """Why it was rejected, or what of it could not be used."""
    values = models.PositiveSmallIntegerField(_("Messwerte"), default=0)

    objects = UplinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Uplink")
        verbose_name_plural = _("Uplinks")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "connection", "-id"], name="lorawan_uplink_state"),
            models.Index(fields=["device", "-sent_at"], name="lorawan_uplink_device"),
            models.Index(fields=["connection", "dev_eui"], name="lorawan_uplink_eui"),
            models.Index(fields=["arrived_at"], name="lorawan_uplink_arrived"),
        ]

    def __str__(self) -> str:
        return f"{self.dev_eui} {self.f_cnt}"

    @property
    def heard_at(self) -> datetime:
        """When the network server had it; when its clock is wrong, when it arrived."""
        return settled(self.sent_at, self.arrived_at).time

    @property
    def payload_hex(self) -> str:
        """The bytes as people compare them."""
        return bytes(self.payload).hex(" ")


class DownlinkState(models.TextChoices):
    """How far a downlink is."""

    WAITING = "waiting", _("noch nicht übergeben")
    QUEUED = "queued", _("in der Warteschlange")
    SENT = "sent", _("gesendet")
    ACKED = "acked", _("bestätigt")
    NACKED = "nacked", _("nicht bestätigt")
    FAILED = "failed", _("gescheitert")
    EXPIRED = "expired", _("keine Bestätigung in der Zeit")


class Priority(models.TextChoices):
    """How urgent a downlink is at The Things Stack; ChirpStack keeps the order of the queue."""

    NORMAL = "NORMAL", _("normal")
    HIGH = "HIGH", _("hoch")
    HIGHEST = "HIGHEST", _("höchste")


class DownlinkQuerySet(models.QuerySet["Downlink"]):
    """Named questions about downlinks."""

    def open(self) -> DownlinkQuerySet:
        """Those of which more may be heard."""
        return self.filter(state__in=[DownlinkState.WAITING, DownlinkState.QUEUED, DownlinkState.SENT])


class Downlink(models.Model):
    """What a device was sent, and whether it said that it has it."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="downlinks")
    correlation = models.CharField(max_length=100, unique=True)
    """How the network server refers to it."""
    queue_item = models.CharField(max_length=100, blank=True, db_index=True)
    """Identifier in the queue of ChirpStack."""
    f_port = models.PositiveSmallIntegerField(_("Port"))
    payload = models.BinaryField(_("Rohdaten"))
    confirmed = models.BooleanField(_("mit Bestätigung"), default=True)
    priority = models.CharField(_("Dringlichkeit"), max_length=8, choices=Priority, default=Priority.NORMAL)
    state = models.CharField(_("Stand"), max_length=10, choices=DownlinkState, default=DownlinkState.WAITING)
    state_at = models.DateTimeField(_("Stand vom"))
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    task = models.BigIntegerField(_("Auftrag"), null=True, blank=True, unique=True)
    """Id of the task that it carries out."""
    created_at = models.DateTimeField(_("angelegt"))
    created_by = models.CharField(_("Auftraggeber"), max_length=150)
    expires_at = models.DateTimeField(_("Bestätigung erwartet bis"))

    objects = DownlinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Downlink")
        verbose_name_plural = _("Downlinks")
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["device", "-id"], name="lorawan_downlink_device"),
            models.Index(fields=["state", "expires_at"], name="lorawan_downlink_open"),
        ]

    def __str__(self) -> str:
        return self.correlation

    @property
    def payload_hex(self) -> str:
        """The bytes as people compare them."""
        return bytes(self.payload).hex(" ")


class Door(models.Model):
    """What was turned away at the webhook of a connection: wrong proofs and unreadable messages."""

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, primary_key=True, related_name="lorawan_door"
    )
    refused = models.BigIntegerField(_("abgewiesene Absender"), default=0)
    refused_at = models.DateTimeField(_("zuletzt abgewiesen"), null=True)
    refused_reason = models.CharField(_("Grund"), max_length=300, blank=True)
    heard_at = models.DateTimeField(_("letzte Nachricht"), null=True)

    class Meta:
        verbose_name = _("Eingang")
        verbose_name_plural = _("Eingänge")

    def __str__(self) -> str:
        return f"{self.connection_id}"
