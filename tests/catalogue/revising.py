"""Forms of the administration as a browser sends them, and what revisions say."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from publishing.models import Revision


def page(row: Any, name: str = "change", *parts: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk, *parts])


def opened(client: Client, row: Any) -> dict[str, Any]:
    """What a browser would send back without a change; it ends lines in its own way."""
    context = client.get(page(row)).context
    forms = [context["adminform"].form, *(form for one in context["inline_admin_formsets"] for form in one.formset)]
    forms += [one.formset.management_form for one in context["inline_admin_formsets"]]
    values = {field.html_name: field.value() for form in forms for field in form}
    return {name: _sent(value) for name, value in values.items() if value is not None and value is not False}


def _sent(value: Any) -> Any:
    return value if isinstance(value, list) else str(value).replace("\n", "\r\n")


def save(client: Client, row: Any, form: dict[str, Any] | None = None, **changes: Any) -> HttpResponse:
    """Send a form with changes; without a form, one that is opened now."""
    return client.post(page(row), (opened(client, row) if form is None else form) | changes)


def carried(response: HttpResponse) -> dict[str, list[str]]:
    """The hidden fields of a page that asks."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.content.decode()):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def read(response: HttpResponse) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def revisions(row: Any) -> list[Revision]:
    return list(Revision.objects.of(row).order_by("number"))
