"""The shapes of submissions in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.models import Offering, Provider
from desk.listings import next_step
from desk.pages import compared, last_said, possible_steps, record_of, shown_values
from publishing.merging import THEIRS, YOURS
from publishing.parts import Kind, Values, fields_of
from publishing.submissions.models import LONGEST_REASON, Submission
from publishing.submissions.permissions import refusal
from publishing.submissions.states import PROVIDERS_HANDS, STEPS, Lane, Side, State
from publishing.submissions.submittable import submittable

TAKEN_BY_PROVIDERS = [name for name, step in STEPS.items() if Side.PROVIDER in step.sides]
MOST_WORDS = 200


class ComparedSerializer(serializers.Serializer[Any]):
    """A field that differs from what the market shows, and what becomes of it."""

    field = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(allow_blank=True)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    review = serializers.ChoiceField(choices=["before", "after", "none", "closed"])
    is_held = serializers.BooleanField()
    is_approved = serializers.BooleanField()
    why = serializers.CharField()
    note = serializers.CharField(allow_blank=True)


class TakenSerializer(serializers.Serializer[Any]):
    """One step that was taken. Reviewers are not named."""

    number = serializers.IntegerField(source="change.number")
    step = serializers.CharField(source="change.step")
    start = serializers.ChoiceField(source="change.start", choices=State.choices)
    end = serializers.ChoiceField(source="change.end", choices=State.choices)
    at = serializers.DateTimeField(source="change.at")
    by = serializers.CharField()
    reason = serializers.CharField(source="change.reason", allow_blank=True)
    notes = serializers.DictField(source="change.notes", child=serializers.CharField())


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """Where a proposal stands, and what to do next."""

    offering = serializers.CharField(source="slug")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    lane = serializers.ChoiceField(choices=Lane.choices)
    place = serializers.SerializerMethodField(help_text="In the queue of reviewers, while it waits.")
    next = serializers.SerializerMethodField(help_text="What happens next, in a sentence.")

    class Meta:
        model = Submission
        fields = [
            "id", "offering", "title", "state", "lane", "place", "next", "steps", "digest", "publishes_itself",
            "changed", "created_at", "submitted_at", "state_since",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": ["integer", "null"]})
    def get_place(self, submission: Submission) -> int | None:
        place: int | None = getattr(submission, "place")  # noqa: B009 - the query adds it
        return place

    def get_next(self, submission: Submission) -> str:
        state = getattr(submission, "listing_state")  # noqa: B009 - the query adds it
        return next_step(submission, Offering(state=state))


class SubmissionDetailSerializer(SubmissionSerializer):
    """A proposal with all its values, its difference from what the market shows, and every step of it."""

    values = serializers.SerializerMethodField()
    difference = serializers.SerializerMethodField()
    possible_steps = serializers.SerializerMethodField()
    record = serializers.SerializerMethodField()

    class Meta(SubmissionSerializer.Meta):
        fields = [*SubmissionSerializer.Meta.fields, "values", "difference", "possible_steps", "record"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_values(self, submission: Submission) -> Values:
        known = submittable(submission.model)
        return told({key: value for key, value in submission.proposed.items() if not known.is_closed(key)})

    @extend_schema_field(ComparedSerializer(many=True))
    def get_difference(self, submission: Submission) -> list[dict[str, Any]]:
        known, before, after = submittable(submission.model), told(shown_values(submission)), told(submission.proposed)
        lines = {one.line.key: one for one in compared(submission, last_said(submission), with_files=False)}
        return [
            {
                "field": key, "title": fields_of(Offering)[key].title, "language": one.line.language,
                "before": before.get(key), "after": after.get(key), "review": known.rule(key).review,
                "is_held": one.is_held, "is_approved": one.is_approved, "why": one.why, "note": one.note,
            }
            for key, one in lines.items()
        ]  # fmt: skip

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": TAKEN_BY_PROVIDERS}})
    def get_possible_steps(self, submission: Submission) -> list[str]:
        person = self.context["request"].user
        is_theirs = submission.state in PROVIDERS_HANDS and not refusal(person, STEPS["submit"], submission)
        return ["submit"] * is_theirs + [one.step.name for one in possible_steps(submission, person)]

    @extend_schema_field(TakenSerializer(many=True))
    def get_record(self, submission: Submission) -> Any:
        return TakenSerializer(record_of(submission), many=True).data


class NewSubmissionSerializer(serializers.Serializer[Any]):
    """Either a listing to change, or a provider with title and kind of a new listing."""

    offering = serializers.SlugField(required=False)
    provider = serializers.SlugField(required=False)
    title = serializers.CharField(required=False, max_length=120)
    kind = serializers.ChoiceField(choices=Offering.Kind.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "offering" not in attrs and not {"provider", "title", "kind"} <= attrs.keys():
            sentence = _("Name the offering to change, or provider, title and kind of a new one.")
            raise serializers.ValidationError({"offering": sentence})
        return attrs


class ChangesSerializer(serializers.Serializer[Any]):
    """Values of some fields; those that are not named stay. ``digest`` is the one of the proposal that you read."""

    values = serializers.DictField(child=serializers.JSONField(allow_null=True))
    digest = serializers.CharField(required=False, max_length=64)

    def validate_values(self, values: Values) -> Values:
        problems = {key: [sentence] for key, value in values.items() if (sentence := _amiss(key, value))}
        if problems:
            raise serializers.ValidationError(problems)
        return _stored(values)


class ChoicesSerializer(serializers.Serializer[Any]):
    """For each field that the proposal and the listing have both changed, whose value it takes."""

    choices = serializers.DictField(child=serializers.ChoiceField(choices=[THEIRS, YOURS]))


class StepSerializer(serializers.Serializer[Any]):
    """A step to take. ``seen`` and ``digest`` name what you decided about; without them it is what stands there now."""

    step = serializers.ChoiceField(choices=TAKEN_BY_PROVIDERS)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_REASON, default="")
    seen = serializers.IntegerField(required=False, min_value=0)
    digest = serializers.CharField(required=False, max_length=64)
    publishes_itself = serializers.BooleanField(required=False, default=True)


def told(values: Values) -> Values:
    """Return values as the API tells them: providers by the addresses of their pages."""
    pks = values.get("providers")
    if not isinstance(pks, list):
        return values
    slugs = Provider.objects.in_bulk([pk for pk in pks if isinstance(pk, int)])
    return values | {"providers": [slugs[pk].slug for pk in pks if pk in slugs]}


def _stored(values: Values) -> Values:
    if "providers" not in values:
        return values
    pks = dict(Provider.objects.filter(slug__in=values["providers"]).values_list("slug", "pk"))
    if unknown := [slug for slug in values["providers"] if slug not in pks]:
        sentence = _("The market has no provider at: %(pages)s.") % {"pages": ", ".join(unknown)}
        raise serializers.ValidationError({"providers": [sentence]})
    return values | {"providers": [pks[slug] for slug in values["providers"]]}


def _amiss(key: str, value: Any) -> str:
    """Return what is wrong with the shape of a value; what it says is looked at when it is submitted."""
    field = fields_of(Offering).get(key)
    if field is None:
        return _("A listing has no such field.")
    if field.kind == Kind.WORDS:
        is_fine = isinstance(value, list) and len(value) <= MOST_WORDS and all(isinstance(one, str) for one in value)
        return "" if is_fine else _("Send a list of texts.")
    if field.kind == Kind.TABLE:
        is_table = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        return "" if is_table or value is None else _("Send a table of texts.")
    is_number = key == "amount" and isinstance(value, int | float) and not isinstance(value, bool)
    return "" if value is None or isinstance(value, str) or is_number else _("Send a text.")
