"""The first administrator of a new installation."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.models import User


class Command(BaseCommand):
    help = "Creates an administrator with a random password, printed once. Does nothing where one exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)

    @transaction.atomic
    def handle(self, *args: object, email: str, **options: object) -> None:
        if User.objects.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(15)
        user = User.objects.create_superuser(email, password, first_name="Market", last_name="Administrator")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.stdout.write(f"Administrator: {user.email}\nPassword, shown this once: {password}")
