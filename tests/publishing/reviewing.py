"""Reviewers at work in the administration."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from publishing.models import Submission
from tests.factories import signed_in
from tests.publishing.submitting import make_reviewer

QUEUE = "admin:publishing_submission_changelist"


def make_staff_reviewer(*organisations: Organisation) -> User:
    """A reviewer who may enter the administration."""
    person = make_reviewer(*organisations)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    person.refresh_from_db()
    return person


def reviewer_client(*organisations: Organisation) -> Client:
    return signed_in(make_staff_reviewer(*organisations))


def page_of(submission: Submission) -> str:
    return reverse("admin:publishing_submission_change", args=[submission.pk])


def shown(client: Client, submission: Submission) -> str:
    answer = client.get(page_of(submission))
    assert answer.status_code == 200
    return answer.content.decode()


def decide_on(client: Client, submission: Submission, step: str, *, seen: int | None = None, **said: Any) -> Any:
    """Send the form of the page, as it is now or as it was after ``seen`` steps."""
    submission.refresh_from_db()
    data = {"step": step, "seen": submission.steps if seen is None else seen, **said}
    return client.post(page_of(submission), data)


def do_with_many(client: Client, action: str, *submissions: Submission, **more: Any) -> Any:
    """Tick these in the queue and choose an action."""
    data = {"action": action, "index": 0, "_selected_action": [one.pk for one in submissions], **more}
    return client.post(reverse(QUEUE), data, follow=True)


def confirm(client: Client, page: str, **said: Any) -> Any:
    """Send the page that asks before it decides about many, with the hidden fields that it carries."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    data: dict[str, Any] = {}
    for name, value in fields:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return client.post(reverse(QUEUE), data | said, follow=True)


def state_of(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state
