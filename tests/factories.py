"""The smallest valid objects."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import cache
from itertools import count

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from accounts import tokens
from accounts.models import User
from accounts.scopes import choices
from accounts.services.factor import needs_second_factor
from demos.analyzers.catalogue import analyzer
from demos.analyzers.contract import SAMPLE_SEED

_numbers = count(1)

PAYMENTS_CSV = (
    "sender,receiver,booked_at,amount\n"
    + "".join(
        f"ACC-{i % 20:03},ACC-{(i * 7 + 3) % 20:03},2026-03-{i % 28 + 1:02} {i % 24:02}:15,{20 + i * 13 % 400}.50\n"
        for i in range(300)
    )
).encode()


def make_member(email: str | None = None, **fields: object) -> User:
    """A person who has registered and confirmed the address."""
    address = email or f"member-{next(_numbers)}@bank.example"
    user = User.objects.create_user(address, PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


PASSWORD = "a long enough password"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def add_app(user: User) -> Authenticator:
    """An authenticator app with a key that the tests know."""
    found: Authenticator = TOTP.activate(user, APP_SECRET).instance
    return found


def app_code(secret: str = APP_SECRET, windows_away: int = 0) -> str:
    """What the app shows now, or so many half minutes away."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + windows_away)))


def sign_in(user: User, client: Client | None = None, **extra: str) -> Client:
    """Sign in with the password and, where an app asks for it, with its code."""
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, **extra)
    if answer.status_code == 302 and answer["Location"] == reverse("mfa_authenticate"):
        client.post(answer["Location"], {"code": app_code()}, **extra)
    return client


def signed_in(user: User) -> Client:
    """A client in which the person has signed in a moment ago, with the second factor that their role may demand."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "password", email=user.email)
    if needs_second_factor(user):
        app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() or add_app(user)
        record_authentication(request, user, "mfa", id=app.pk, type=app.type)
    request.session.save()
    return client


def let_time_pass(client: Client) -> None:
    """An hour since the person of this client signed in."""
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()


def make_token(user: User, *scopes: str) -> str:
    """The text of a token with these scopes, or with all."""
    given = scopes or [key for key, _label in choices()]
    _token, text = tokens.make_token(owner=user, name="a program", scopes=given, valid_for=timedelta(days=90))
    return text


@cache
def _sample_csv(key: str) -> bytes:
    return analyzer(key).sample(SAMPLE_SEED).to_csv(index=False).encode()


def sample_file(key: str) -> SimpleUploadedFile:
    """An analyzer's own sample as a file: it has something to find."""
    return SimpleUploadedFile(f"{key}.csv", _sample_csv(key), content_type="text/csv")


def csv_file(content: bytes = PAYMENTS_CSV, name: str = "payments.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")
