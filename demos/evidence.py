"""Who took the demonstration of an offering, for the reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering
from demos.models import Run
from feedback.evidence import Evidence, register
from jobs.models import Job

PAGE = "demos:analyzer-detail"


def took_the_demo(person: User, offering: Offering) -> bool:
    """Tell whether a run of the offering's analyzer, on own data or the sample, has finished for this person."""
    if offering.try_url_name != PAGE:
        return False
    key = str((offering.try_url_args or {}).get("key", ""))
    return Run.objects.filter(job__owner=person, job__status=Job.Status.DONE, algorithm=key).exists()


def register_all() -> None:
    register(Evidence("demo", _("Took the demonstration"), 30, took_the_demo))
