"""The smallest valid objects."""

from __future__ import annotations

from functools import cache
from itertools import count

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import ApiToken, User
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
    user = User.objects.create_user(address, "a long enough password", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_token(user: User) -> str:
    _token, text = ApiToken.objects.create(user, name="a program")
    return str(text)


@cache
def _sample_csv(key: str) -> bytes:
    return analyzer(key).sample(SAMPLE_SEED).to_csv(index=False).encode()


def sample_file(key: str) -> SimpleUploadedFile:
    """An analyzer's own sample as a file: it has something to find."""
    return SimpleUploadedFile(f"{key}.csv", _sample_csv(key), content_type="text/csv")


def csv_file(content: bytes = PAYMENTS_CSV, name: str = "payments.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")
