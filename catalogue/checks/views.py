"""What is checked before a listing is submitted, for everybody: the page is made of the checks themselves."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalogue.models import Offering
from common.kept_pages import same_for_visitors
from publishing.submissions.checking import checks_of


@login_not_required
@require_safe
@same_for_visitors
def submission_checks(request: HttpRequest) -> HttpResponse:
    checks = checks_of(Offering)
    context = {
        "blocking": [check for check in checks if check.is_blocking],
        "advice": [check for check in checks if not check.is_blocking],
    }
    return render(request, "catalogue/submission_checks.html", context)
