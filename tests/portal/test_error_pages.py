"""Errors are answers too: calm, in the reader's language, and without what may be broken."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from portal import views

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_address_gets_a_page_with_a_way_on(client: Client, language: str) -> None:
    with override(language):
        home = reverse("portal:home")

    response = client.get(f"{home}no-such-page/")

    body = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in body
    assert f'href="{home}"' in body
    assert 'name="robots" content="noindex"' in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_fault_needs_neither_session_nor_database(language: str) -> None:
    request = RequestFactory().get("/")

    with override(language):
        response = views.failed(request)

    assert response.status_code == 500
    assert f'<html lang="{language}"'.encode() in response.content


@pytest.mark.parametrize("template", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_an_error_page_renders_without_any_context(template: str) -> None:
    page = render_to_string(f"{template}.html")

    assert template.split("_", maxsplit=1)[0] in page
    assert page.count("<h1>") == 1
    assert 'href=""' not in page


def test_a_refusal_shows_its_sentence_and_escapes_it() -> None:
    page = render_to_string("errors/refused.html", {"error": "The run “<b>” is over."})

    assert "The run “&lt;b&gt;” is over." in page
    assert 'role="alert"' in page
