"""How the API recognises a token."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.services.factor import has_second_factor, needs_second_factor
from common.throttles import AddressThrottle

NOTED_EVERY = timedelta(minutes=1)


class ApiTokenAuthentication(BaseAuthentication):
    """Finds the token by its digest and notes, to the minute, when it was last used."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = ApiToken.objects.select_related("user").filter(digest=hash_token(text.strip())).first()
        if token is None:
            _refuse(request, _("This token is not valid: it is mistyped, or it was deleted."))
        if token.is_expired:
            _refuse(request, _("This token has expired. Make a new one on the page “API tokens” of your account."))
        if not token.user.is_active:
            _refuse(request, _("The account of this token is closed."))
        if needs_second_factor(token.user) and not has_second_factor(token.user):
            raise AuthenticationFailed(_("Your role demands a second factor. Sign in and set one up, then try again."))
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer error="invalid_token"' if get_authorization_header(request) else "Bearer"

    def _note_use(self, token: ApiToken) -> None:
        if token.last_used_at is None or token.last_used_at < timezone.now() - NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())


def _refuse(request: Request, sentence: str) -> NoReturn:
    """Count the attempt to the address it came from, as a request without a token, and say why it is refused."""
    share = AddressThrottle()
    if not share.allow_address(request):
        raise Throttled(share.wait())
    raise AuthenticationFailed(sentence)
