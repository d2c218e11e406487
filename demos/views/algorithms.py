"""What can be tried, and the one-click sample."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from common.addresses import limited_address
from common.errors import TooManyError
from demos.analyzers.catalogue import manifests
from demos.forms import UploadForm
from demos.measured import measured
from demos.samples import sample_csv
from demos.services import start_sample_run
from demos.viewers import manifest_or_404, new_visitor

SAMPLES_PER_HOUR = 30


@login_not_required
@require_safe
def analyzer_list(request: HttpRequest) -> HttpResponse:
    return render(request, "demos/analyzer_list.html", {"manifests": manifests()})


@login_not_required
@require_safe
def analyzer_detail(request: HttpRequest, key: str) -> HttpResponse:
    manifest = manifest_or_404(key)
    context = {
        "manifest": manifest,
        "upload_form": UploadForm(),
        "measured": measured(key),
        "method_template": f"demos/methods/{key}.html",
    }
    return render(request, "demos/analyzer_detail.html", context)


@login_not_required
@require_POST
def sample_run(request: HttpRequest, key: str) -> HttpResponse:
    manifest = manifest_or_404(key)
    owner = request.user if isinstance(request.user, User) else None
    visitor = new_visitor(request)
    _count_sample(str(owner.pk) if owner else limited_address(request))
    run = start_sample_run(algorithm=manifest.key, owner=owner, visitor=visitor)
    return redirect(run)


@login_not_required
@require_safe
def sample_file(request: HttpRequest, key: str) -> HttpResponse:
    """The built-in sample as a file: what the analysis expects, to open in a spreadsheet."""
    manifest_or_404(key)
    response = HttpResponse(sample_csv(key), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="finsec-{key}-sample.csv"'
    return response


def _count_sample(who: str) -> None:
    """Let each address or member start so many sample runs an hour; without the cache, let them."""
    name = f"samples:{who}"
    cache.add(name, 0, 3600)
    try:
        started = cache.incr(name)
    except ValueError:
        return
    if started is not None and started > SAMPLES_PER_HOUR:
        raise TooManyError(_("You have started many sample runs in the last hour. Please try again later."))
