"""Threads as rows for a spreadsheet: one row a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from enquiries.models import ContactShare, Enquiry, EnquiryQuerySet, Message

MOST_THREADS = 5_000
COLUMNS = (
    "request", "kind", "offering", "provider", "state", "asked_at", "first_answer_at", "hours_to_first_answer",
    "closed_at", "written_by", "written_at", "text", "attachments", "contact_name", "contact_job_function",
    "contact_affiliation", "contact_email", "took_place_on",
)  # fmt: skip


def rows(enquiries: EnquiryQuerySet) -> Iterator[list[Any]]:
    """Return the rows of the newest threads. Contact data stand there as long as the consent does."""
    threads = enquiries.select_related("provider", "offering").prefetch_related(
        Prefetch("messages", Message.objects.prefetch_related("attachments")),
        Prefetch("shares", ContactShare.objects.filter(withdrawn_at=None)),
        "attendances",
    )
    for enquiry in threads[:MOST_THREADS]:
        shared: dict[str, str] = next((share.shared for share in enquiry.shares.all()), {})
        about = [shared.get(name, "") for name in ("name", "job_function", "affiliation", "email")]
        held_on = enquiry.attendance.held_on.isoformat() if enquiry.attendance else ""
        for message in enquiry.messages.all():
            yield [*_thread(enquiry), *_message(message), *about, held_on]


def _thread(enquiry: Enquiry) -> list[Any]:
    waited = enquiry.answered_at - enquiry.created_at if enquiry.answered_at else None
    return [
        enquiry.pk, enquiry.kind, enquiry.offering.slug if enquiry.offering else "", enquiry.provider.slug,
        enquiry.state, _time(enquiry.created_at), _time(enquiry.answered_at),
        f"{waited.total_seconds() / 3600:.1f}" if waited else "", _time(enquiry.closed_at),
    ]  # fmt: skip


def _message(message: Message) -> list[Any]:
    files = "; ".join(file.name for file in message.attachments.all())
    return [message.side, _time(message.created_at), message.text, files]


def _time(value: datetime | None) -> str:
    return value.isoformat(timespec="seconds") if value else ""
