"""The addresses that services and their members' browsers use (OpenID Connect Core 1.0, RFC 6749, 7009, 7636)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc import app_settings
from allauth.idp.oidc import views as allauth_views
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params, respond_json_error
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from accounts.identity.asking import ask, grant, leading_to, opened, question_of
from accounts.identity.forms import ConsentForm
from accounts.identity.leaving import LogoutForm, leave
from accounts.identity.scopes import CLAIMS, LABELS
from accounts.identity.validator import GRANTS, make_server
from accounts.models import User
from accounts.services.connections import may_sign_in
from common.errors import DomainError

View = Callable[[HttpRequest], HttpResponse]


def served(view: View) -> View:
    """Answer only where the market has a key to sign with, and without asking for a session first."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.IDP_OIDC_PRIVATE_KEYS:
            raise Http404
        return view(request)

    return login_not_required(answer)


def limited(action: str) -> Callable[[View], View]:
    """Refuse an address that asks more often than ``IDP_OIDC_RATE_LIMITS`` has it."""

    def limit(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            if ratelimit.consume(request, app="allauth.idp.oidc", action=action, limit_get=True):
                return view(request)
            return JsonResponse({"error": "temporarily_unavailable"}, status=429, headers={"Retry-After": "60"})

        return answer

    return limit


@served
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """What programs read to find everything else; all addresses begin with SITE_URL, whoever asks by which name."""
    issuer = settings.SITE_URL.rstrip("/")
    places = {
        "authorization_endpoint": "authorization",
        "token_endpoint": "token",
        "userinfo_endpoint": "userinfo",
        "revocation_endpoint": "revoke",
        "end_session_endpoint": "logout",
        "jwks_uri": "jwks",
    }
    found = {name: issuer + reverse(f"idp:oidc:{place}") for name, place in places.items()}
    return _public(
        {
            "issuer": issuer,
            **found,
            "scopes_supported": list(LABELS),
            "claims_supported": ["iss", "aud", "exp", "iat", "auth_time", "nonce", *CLAIMS],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": sorted(GRANTS),
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": app_settings.AUTH_METHODS,
            "request_uri_parameter_supported": False,
        }
    )


@served
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    return allauth_views.jwks(request)  # type: ignore[no-any-return]


@served
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authorization(request: HttpRequest) -> HttpResponse:
    return _answer(request) if request.method == "POST" else _ask(request)


@csrf_exempt
@served
@require_POST
@limited("tokens")
@transaction.atomic
def token(request: HttpRequest) -> HttpResponse:
    try:
        return convert_response(*make_server().create_token_response(*extract_params(request)))  # type: ignore[no-any-return]
    except OAuth2Error as error:
        return respond_json_error(request, error)  # type: ignore[no-any-return]


@csrf_exempt
@served
@require_POST
@limited("tokens")
@transaction.atomic
def revoke(request: HttpRequest) -> HttpResponse:
    return convert_response(*make_server().create_revocation_response(*extract_params(request)))  # type: ignore[no-any-return]


@csrf_exempt
@served
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("userinfo")
def userinfo(request: HttpRequest) -> HttpResponse:
    try:
        return convert_response(*make_server().create_userinfo_response(*extract_params(request)))  # type: ignore[no-any-return]
    except OAuth2Error as error:
        return respond_json_error(request, error)  # type: ignore[no-any-return]


@served
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Ask the member, who alone decides whether to sign out here, too."""
    form = LogoutForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _refused(request, str(next(iter(form.errors.values()))[0]))
    if request.method == "POST" or not request.user.is_authenticated:
        return leave(request, form, here_too=request.POST.get("action") == "logout")
    page = render(request, "idp/oidc/logout.html", {"form": form})
    after = form.cleaned_data["post_logout_redirect_uri"]
    return leading_to(after, request, page) if after else page


def _ask(request: HttpRequest) -> HttpResponse:
    """Check the question before anybody is asked to sign in for it."""
    server, asked = make_server(), extract_params(request)
    try:
        scopes, details = server.validate_authorization_request(*asked)
        if details.get("code_challenge_method") != "S256":
            return _send_back(details, "invalid_request", "code_challenge_method must be S256.")
        if "none" in details["prompt"]:
            return convert_response(*server.create_authorization_response(*asked, scopes=scopes))  # type: ignore[no-any-return]
    except FatalClientError as error:
        return _refused(request, error.description)
    except OAuth2Error as error:
        return HttpResponseRedirect(error.in_uri(error.redirect_uri))
    if elsewhere := _sign_in_first(request, details["prompt"]):
        return elsewhere
    person = _fit_person(request)
    return ask(request, question_of(person, scopes, details), person)


def _answer(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    person = _fit_person(request)
    question = opened(request.POST.get("question", ""), person)
    if question is None:
        return _refused(request, _("The page was open for too long. Go back to the service and start again."))
    form = ConsentForm(request.POST, asked=question.scopes)
    if request.POST.get("action") != "allow" or not form.is_valid():
        return _send_back(question.details, "access_denied", "")
    try:
        return grant(question, person, form.cleaned_data["scopes"])
    except FatalClientError as error:
        return _refused(request, error.description)


def _sign_in_first(request: HttpRequest, prompt: set[str]) -> HttpResponse | None:
    """Send away who is not signed in, or not lately enough for the service."""
    if request.user.is_authenticated and "login" not in prompt and not _is_too_long_ago(request):
        return None
    # Asked once: the address to come back to no longer demands it.
    query = request.GET.copy()
    for demand in ("prompt", "max_age"):
        query.pop(demand, None)
    after = f"{request.path}?{query.urlencode()}"
    if not request.user.is_authenticated:
        return redirect_to_login(after)
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': after})}")


def _is_too_long_ago(request: HttpRequest) -> bool:
    limit = request.GET.get("max_age", "")
    if not re.fullmatch(r"[0-9]{1,9}", limit):
        return False
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records), default=0) < time.time() - int(limit)


def _fit_person(request: HttpRequest) -> User:
    person = request.user
    if not isinstance(person, User) or not may_sign_in(person):
        raise DomainError(_("Confirm your e-mail address first. Then go back to the service and sign in again."))
    return person


def _send_back(details: dict[str, object], error: str, description: str) -> HttpResponse:
    said = {"error": error, "error_description": description, "state": details.get("state")}
    address = add_query_params(details["redirect_uri"], {name: value for name, value in said.items() if value})
    return HttpResponseRedirect(address)


def _refused(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "idp/oidc/error.html", {"reason": reason}, status=400)


def _public(content: dict[str, object]) -> HttpResponse:
    # Programs in any browser may read it: it is the same for everybody.
    return JsonResponse(content, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=3600"})
