"""The index repeats what public pages say. What is searched for is not stored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import NoPersonalData, declare
from search.models import Document, Suggestion, Word

PUBLIC = _("Repeats the texts of public pages, to find them.")


def declare_all() -> None:
    declare(NoPersonalData(Document, "id source object key language title summary keywords body", why=PUBLIC))
    declare(NoPersonalData(Word, "id language word shown", why=PUBLIC))
    declare(NoPersonalData(Suggestion, "id document language entry position", why=PUBLIC))
