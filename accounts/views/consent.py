"""The page "Privacy", and the pages behind the links of mails."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.consent.links import request_behind, unsubscription_behind
from accounts.consent.purposes import PURPOSES
from accounts.consent.standing import standings
from accounts.models import ConsentRecord, Source
from accounts.requests import UserRequest
from accounts.services.consent import confirm, give, withdraw


@require_safe
def privacy(request: UserRequest) -> HttpResponse:
    history = ConsentRecord.objects.filter(person=request.user)
    return render(request, "accounts/privacy.html", {"standings": standings(request.user), "history": history})


@require_POST
def consent_give(request: UserRequest, purpose: str) -> HttpResponse:
    _known(purpose)
    version = request.POST.get("version", "")
    if give(person=request.user, purpose=purpose, source=Source.PRIVACY_PAGE, version=version):
        messages.success(request, _("Your consent is stored."))
    else:
        messages.info(request, _("Your consent counts once you open the link that we send to your e-mail address."))
    return redirect("accounts:privacy")


@require_POST
def consent_withdraw(request: UserRequest, purpose: str) -> HttpResponse:
    _known(purpose)
    withdraw(person=request.user, purpose=purpose, source=Source.PRIVACY_PAGE)
    messages.success(request, _("Your consent is withdrawn."))
    return redirect("accounts:privacy")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the button before anything happens: scanners of mail follow links, but press no buttons."""
    wish = request_behind(token)
    if wish is None or (request.user.is_authenticated and request.user != wish.person):
        return render(request, "accounts/link_invalid.html", status=404)
    if request.method == "POST" and not confirm(request=wish):
        return render(request, "accounts/link_invalid.html", status=404)
    title = PURPOSES[wish.purpose].title
    context = {"wish": wish, "title": title, "is_done": request.method == "POST"}
    return render(request, "accounts/consent_confirm.html", context)


# Mail programs post here without cookies (RFC 8058); the signed address is what entitles them.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = unsubscription_behind(token)
    if found is None:
        return render(request, "accounts/link_invalid.html", status=404)
    person, purpose = found
    if request.method == "POST" and person is not None:
        withdraw(person=person, purpose=purpose.key, source=Source.UNSUBSCRIBE_LINK)
    context = {"title": purpose.title, "is_done": request.method == "POST"}
    return render(request, "accounts/unsubscribe.html", context)


def _known(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise Http404
