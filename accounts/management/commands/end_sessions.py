"""Signs people out: one after a theft, everybody after an incident."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.personal.sessions import end_sessions, sessions_of


class Command(BaseCommand):
    help = "Ends the sessions of one person, or of everybody. They have to sign in again."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--email", help="the address that the person signs in with")
        whose.add_argument("--everybody", action="store_true")

    def handle(self, *args: object, email: str | None, everybody: bool, **options: object) -> None:
        self.stdout.write(f"Sessions ended: {_end_all() if everybody else _end_of(email or '')}.")


def _end_of(email: str) -> int:
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError("Nobody signs in with this address.")
    count = sessions_of(person).count()
    end_sessions(person)
    return count


def _end_all() -> int:
    UserSession.objects.all().delete()
    return Session.objects.all().delete()[0]
