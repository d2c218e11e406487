"""Personal data: declared once by each app, then downloaded, erased and recorded from that declaration alone."""

from accounts.personal.registry import (
    Activity,
    Basis,
    Elsewhere,
    Keep,
    NoPersonalData,
    PersonalData,
    Stored,
    declare,
)

__all__ = ["Activity", "Basis", "Elsewhere", "Keep", "NoPersonalData", "PersonalData", "Stored", "declare"]
