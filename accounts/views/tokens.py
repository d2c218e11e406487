"""The keys that a member hands to programs."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import TokenForm
from accounts.models import ApiToken
from accounts.requests import UserRequest
from accounts.tokens import delete_token, make_token


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def token_list(request: UserRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    fresh = ""
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        valid_for = timedelta(days=wanted["days"])
        _token, fresh = make_token(
            owner=request.user, name=wanted["name"], scopes=wanted["scopes"], valid_for=valid_for
        )
        form = TokenForm()
    tokens = ApiToken.objects.filter(user=request.user)
    context = {"form": form, "tokens": tokens, "fresh": fresh}
    response = render(request, "accounts/token_list.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def token_delete(request: UserRequest, token_key: str) -> HttpResponse:
    delete_token(token=get_object_or_404(ApiToken, user=request.user, token_key=token_key))
    messages.success(request, _("The token is deleted; programs that use it are refused from now on."))
    return redirect("accounts:token-list")
