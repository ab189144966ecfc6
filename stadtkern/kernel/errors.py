# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""City errors: what can go wrong in the words of the city. The docstring is the default message.

Only outlets, views and ingest edges turn them into HTTP status codes (one table per edge).
"""


class CityError(Exception):
    """Something in the city platform went wrong."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class PayloadRejected(CityError):
    """The payload cannot be read: it is not what its source declares."""


class PayloadTooLarge(PayloadRejected):
    """The payload is larger than the limit."""


class NotPermitted(CityError):
    """This person may not do that."""


class NotFound(CityError):
    """No such thing in the register."""


class Contradiction(CityError):
    """What was said contradicts what is stored."""


class LimitExceeded(CityError):
    """The request is over a declared limit."""


class LakeUnavailable(CityError):
    """The lake cannot be opened or written."""


class LakeBusy(LakeUnavailable):
    """Another Stadtkern process holds this lake."""


class SourceUnavailable(CityError):
    """The source did not answer, or not with what it promised."""


class AddressRefused(SourceUnavailable):
    """The address points into a private network, which connectors may not reach."""


class WrongSetting(CityError):
    """A setting has a value that cannot be used."""


class WeakPassword(CityError):
    """The password is too easy to guess."""


class LinkInvalid(CityError):
    """The link was used already, has expired or never existed."""


class KeyMissing(CityError):
    """Es fehlt der Zugangsschlüssel: Kopfzeile „Authorization: Bearer sk_…“ mitsenden."""


class KeyRefused(CityError):
    """Der Zugangsschlüssel ist unbekannt, gesperrt oder abgelaufen."""


class KeyUnchecked(CityError):
    """Ob das Token gilt, lässt sich gerade nicht prüfen: der Anmeldedienst antwortet nicht."""
