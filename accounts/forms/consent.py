"""What a newcomer is asked to agree to."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.consent.purposes import NEWSLETTER, PRODUCT_NEWS, PURPOSES, TERMS
from accounts.models import Source, User
from accounts.services.consent import give


class ConsentFields(forms.Form):
    """Boxes for a registration: the terms must be ticked, news may be; the label is the text that is stored."""

    ASKED = (TERMS, NEWSLETTER, PRODUCT_NEWS)

    terms = forms.BooleanField(
        label=PURPOSES[TERMS].text,
        error_messages={"required": _("An account needs your agreement to the terms of use.")},
    )
    newsletter = forms.BooleanField(label=PURPOSES[NEWSLETTER].text, required=False)
    product_news = forms.BooleanField(label=PURPOSES[PRODUCT_NEWS].text, required=False)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        person: User = super().save(request)  # type: ignore[misc]
        self.store_consents(person)
        return person

    def store_consents(self, person: User) -> None:
        for purpose in self.ASKED:
            if self.cleaned_data[purpose]:
                version = PURPOSES[purpose].version
                give(person=person, purpose=purpose, source=Source.REGISTRATION, version=version)
