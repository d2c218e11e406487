"""What becomes of files and jobs when two accounts of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.merging import Rule, register
from accounts.models import User
from jobs.models import NAME_LENGTH, Job, Upload

FILES = _("Become the kept account's; a file that both have gets a number before its name.")
JOBS = _("Become the kept account's, with their results and links.")


def register_rules() -> None:
    register(Rule(Upload, "owner", FILES, _uploads), Rule(Job, "owner", JOBS, _jobs))


def _uploads(kept: User, gone: User) -> None:
    own = set(Upload.objects.filter(owner=kept).values_list("sha256", "name"))
    for upload in Upload.objects.filter(owner=gone):
        twice = (upload.sha256, upload.name) in own
        name = f"{str(upload.pk)[:8]} {upload.name}"[:NAME_LENGTH] if twice else upload.name
        Upload.objects.filter(pk=upload.pk).update(owner=kept, name=name)


def _jobs(kept: User, gone: User) -> None:
    # The same work done twice stays done twice; a later start finds the kept account's own.
    own = Job.objects.filter(owner=kept, status__in=Job.USEFUL).exclude(recipe="").values("recipe")
    Job.objects.filter(owner=gone, recipe__in=own).update(recipe="")
    Job.objects.filter(owner=gone).update(owner=kept)
