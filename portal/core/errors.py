"""What can go wrong on purpose. The web layer turns these into pages in the reader's language."""

from __future__ import annotations


class PortalError(Exception):
    """Something a person asked for cannot be done; the message says why and what to do."""

    status = 400


class BadInput(PortalError):
    """What was sent cannot be read at all (control characters, wrong type, foreign id)."""

    status = 400


class Forbidden(PortalError):
    """A rule says no. Anonymous readers are sent to the sign-in page instead."""

    status = 403


class NotFound(PortalError):
    """It does not exist, or the reader may not know that it does."""

    status = 404


class Refused(PortalError):
    """The rules of the domain say no: wrong state, already done, sold out."""

    status = 409


class Gone(PortalError):
    """It was public once and has been taken down."""

    status = 410


class TooMany(PortalError):
    """Too many tries in a short time; the message says when to come back."""

    status = 429


class Unavailable(PortalError):
    """The database is busy or read-only; nothing was written."""

    status = 503
