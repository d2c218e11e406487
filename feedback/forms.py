from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from feedback.models import Decision, FeedbackSwitches, Ground, Review
from feedback.models.moderation import LONGEST_NOTE, LONGEST_STATEMENT
from feedback.models.reviews import LONGEST_REPLY, LONGEST_TEXT
from feedback.scoring import STARS
from feedback.services.moderation import already_decided
from feedback.services.reviews import Said

WRONG_STARS = gettext_lazy("Choose one to five whole stars.")


def star_choices() -> list[tuple[Any, str]]:
    """Return what can be chosen, in the reader's language."""
    words = [(stars, ngettext("%(number)d star", "%(number)d stars", stars) % {"number": stars}) for stars in STARS]
    return [*words, ("", _("No stars"))]


def text_field(label: Any, most: int, rows: int, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=area, **options)


class LanguageForm(forms.Form):
    """Somebody writes a text, and says in which language."""

    language = forms.ChoiceField(label=gettext_lazy("Language of your text"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or settings.LANGUAGE_CODE} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class ReviewForm(LanguageForm):
    """Stars and words, as far as they are switched on."""

    stars = forms.TypedChoiceField(
        label=gettext_lazy("Your rating"),
        choices=star_choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": WRONG_STARS},
    )
    text = text_field(
        gettext_lazy("Your review"),
        LONGEST_TEXT,
        10,
        required=False,
        help_text=gettext_lazy("What did you use it for, and what worked or did not? Name no clients or colleagues."),
    )
    field_order = ["stars", "text", "language"]

    def __init__(self, *args: Any, switches: FeedbackSwitches, review: Review | None = None, **kwargs: Any) -> None:
        given = {"stars": review.stars, "text": review.text, "language": review.language} if review else None
        super().__init__(*args, initial=given, **kwargs)
        if not switches.ratings:
            del self.fields["stars"]
        if not switches.reviews:
            del self.fields["text"], self.fields["language"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("stars") is None and not cleaned.get("text"):
            raise forms.ValidationError(_("Choose stars or write some words; a review needs one of the two."))
        return cleaned

    @property
    def said(self) -> Said:
        cleaned = self.cleaned_data
        language = cleaned.get("language") or self.initial["language"]
        return Said(cleaned.get("stars"), cleaned.get("text") or "", language)


class ReplyForm(LanguageForm):
    text = text_field(
        gettext_lazy("Your reply"),
        LONGEST_REPLY,
        6,
        help_text=gettext_lazy("It stands under the review, in the name of your organisation."),
    )
    field_order = ["text", "language"]


class ReportForm(forms.Form):
    ground = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=Ground.choices, widget=forms.RadioSelect
    )
    note = text_field(
        gettext_lazy("What should the moderators know?"), LONGEST_NOTE, 4, required=False
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A decision of a moderator. To hide needs a ground and a statement; the author reads both."""

    verb = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"), choices=[("", "–"), *Ground.choices], required=False,
        help_text=gettext_lazy("Needed to hide a review."),
    )  # fmt: skip
    statement = text_field(
        gettext_lazy("Statement of reasons"),
        LONGEST_STATEMENT,
        5,
        required=False,
        help_text=gettext_lazy("The author reads it. Needed to hide a review."),
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb = self.fields["verb"]
        verb.choices = verbs_for(review)  # type: ignore[attr-defined]
        if self.is_bound and self.data.get("verb") in Decision.Verb.values:
            # It could be chosen when the page was opened; whoever comes too late is told who came first.
            verb.error_messages["invalid_choice"] = already_decided(review)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verb") == Decision.Verb.HIDE:
            for name in ("ground", "statement"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("To hide a review, give the ground and a statement."))
        return cleaned


def verbs_for(review: Review) -> list[tuple[str, Any]]:
    """Return what can be decided about a review in its state."""
    keep = (Decision.Verb.KEEP.value, gettext_lazy("Leave it as it is and dismiss the reports"))
    if review.is_hidden:
        return [(Decision.Verb.RESTORE.value, gettext_lazy("Show it again")), keep]
    return [(Decision.Verb.HIDE.value, gettext_lazy("Hide it")), keep]
