"""Tells the index of what no trigger can see: pages whose words are files or messages."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from search.services import index_pages


class Command(BaseCommand):
    help = "Brings the search index up to date with pages that have no table. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Search: {index_pages()} texts of pages written.")
