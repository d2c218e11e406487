"""What uploads and jobs tell about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal import Activity, Basis, Elsewhere, PersonalData, Stored, declare
from accounts.personal.reasons import BOOKKEEPING, LINK
from jobs.models import Job, Upload
from jobs.reporting import streams
from jobs.services import cancel_job

ANALYSES = Activity(
    _("Analyses of files"),
    purpose=_("To run the analysis that a member asked for, and to show its result."),
    basis=Basis.CONTRACT,
    kept=_("Until the member deletes them. Files for at most 30 days after they were last sent."),
    people=_("Members, and whomever the files they upload are about"),
    recipients=_("The operator, those who run its servers, and whoever has a link by which the member shares a result"),
)


def declare_all() -> None:
    declare(
        PersonalData(
            Upload,
            ANALYSES,
            person="owner",
            fields="id name size sha256 preview other_preview created_at expires_at",
            none={"owner": LINK},
            objects=lambda upload: [Stored(upload.key, upload.name)],
        ),
        PersonalData(
            Job,
            ANALYSES,
            person="owner",
            fields="id kind status problem created_at started_at finished_at",
            none={
                "owner": LINK,
                "visitor": _("A random key of a browser without an account; empty where a member is the owner."),
                "recipe": _("A digest by which equal work is found again."),
                "attempt share step touched_at": BOOKKEEPING,
            },
            stop=cancel_jobs,
        ),
        Elsewhere(_("Progress of running analyses"), ANALYSES, list=stream_names, remove=remove_streams),
    )


def cancel_jobs(person: User) -> None:
    for job in Job.objects.filter(owner=person, status__in=Job.OPEN):
        cancel_job(job=job)


def stream_names(person: User) -> list[str]:
    """The streams of the person's jobs that still exist."""
    names = [job.stream for job in Job.objects.filter(owner=person)]
    with streams() as connection:
        return [name for name in names if connection.exists(name)]


def remove_streams(person: User) -> None:
    names = [job.stream for job in Job.objects.filter(owner=person)]
    if names:
        with streams() as connection:
            connection.delete(*names)
