"""What follows for services of others when an account is closed."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.models import User
from accounts.services.connections import end_tokens


@receiver(post_save, sender=User)
def account_is_closed(instance: User, **details: Any) -> None:
    if not instance.is_active:
        end_tokens(person=instance)
