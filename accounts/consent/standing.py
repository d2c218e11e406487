"""How it stands with a person's consent, for pages to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.consent.purposes import PURPOSES, Purpose
from accounts.models import ConsentRecord, ConsentRequest, User


class State(models.TextChoices):
    GIVEN = "given", _("Given")
    WAITING = "waiting", _("Waiting for your confirmation")
    OUTDATED = "outdated", _("The text has changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_GIVEN = "not given", _("Not given")
    NOT_RECORDED = "not recorded", _("Not recorded")


@dataclass(frozen=True)
class Standing:
    """One purpose, with what the person said last."""

    purpose: Purpose
    record: ConsentRecord | None
    request: ConsentRequest | None

    @property
    def state(self) -> State:
        if self.request is not None:
            return State.WAITING
        if self.record is None:
            return State.NOT_GIVEN if self.purpose.is_optional else State.NOT_RECORDED
        if not self.record.given:
            return State.WITHDRAWN
        return State.GIVEN if self.record.is_of_this_version else State.OUTDATED

    @property
    def since(self) -> datetime | None:
        latest = self.request or self.record
        return latest.created_at if latest else None

    @property
    def can_give(self) -> bool:
        return self.state != State.GIVEN

    @property
    def can_withdraw(self) -> bool:
        return self.purpose.is_optional and self.state in {State.GIVEN, State.WAITING, State.OUTDATED}


def standings(person: User) -> list[Standing]:
    """Return every purpose, with the newest record and the open request of a person."""
    records = {record.purpose: record for record in ConsentRecord.objects.filter(person=person).newest()}
    waiting = {request.purpose: request for request in ConsentRequest.objects.open().filter(person=person)}
    return [Standing(purpose, records.get(key), waiting.get(key)) for key, purpose in PURPOSES.items()]
