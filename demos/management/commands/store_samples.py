"""The built-in samples, which every demonstration needs."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from demos.analyzers.catalogue import KEYS
from demos.samples import store_sample


class Command(BaseCommand):
    help = "Stores the built-in samples as files. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        for key in KEYS:
            store_sample(key)
        self.stdout.write(f"{len(KEYS)} samples are in place.")
