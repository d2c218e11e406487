"""What is said about a submission, for programs: the automatic checks, the last decision, and the appeal against it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from common.errors import DomainError
from desk.pages import checked
from publishing.appeals.models import Appeal
from publishing.appeals.services import last_appealable, make_appeal, refusal_to_appeal
from publishing.submissions.models import LONGEST_REASON, StateChange, Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.reasons import Statement, statement
from publishing.submissions.states import APPEALABLE, PROVIDERS_HANDS


class CheckFindingSerializer(serializers.Serializer[Any]):
    """Something to mend. What blocks has to be mended before the proposal can be submitted; the rest is advice."""

    check = serializers.CharField(source="finding.check")
    title = serializers.CharField(source="finding.title")
    field = serializers.CharField(source="finding.field", help_text="Its key; empty where it is about no field.")
    field_title = serializers.CharField(source="field")
    is_blocking = serializers.BooleanField(source="finding.is_blocking")
    message = serializers.CharField(source="finding.message")
    mend = serializers.CharField(source="finding.mend", help_text="What to do.")


class ChecksSerializer(serializers.Serializer[Any]):
    """What the automatic checks find in a proposal as it stands."""

    digest = serializers.CharField(help_text="Of the proposal that was looked at.")
    can_be_submitted = serializers.BooleanField(help_text="Whether nothing of it blocks.")
    findings = CheckFindingSerializer(many=True)


class GroundSerializer(serializers.Serializer[Any]):
    """A reason of the published policy."""

    key = serializers.CharField()
    text = serializers.CharField()
    paragraph = serializers.CharField(source="paragraph.key", help_text="Of the policy for listings.")


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    """An appeal and, once it is decided, the answer. Reviewers are not named."""

    state = serializers.ChoiceField(choices=Appeal.State.choices)
    due_at = serializers.DateTimeField(help_text="When it is decided, as a rule.")

    class Meta:
        model = Appeal
        fields = ["text", "at", "due_at", "state", "reason", "decided_at", "is_brought_back"]
        read_only_fields = fields


class NoteSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    note = serializers.CharField()


class StatementSerializer(serializers.Serializer[Statement]):
    """A decision that can be appealed against, with its statement of reasons."""

    decision = serializers.IntegerField(source="change.number", help_text="The number of the step.")
    step = serializers.ChoiceField(source="change.step", choices=APPEALABLE)
    at = serializers.DateTimeField(source="change.at")
    title = serializers.CharField(source="told.title")
    scope = serializers.CharField(source="told.scope")
    duration = serializers.CharField(source="told.duration")
    grounds = GroundSerializer(many=True)
    facts = serializers.CharField(allow_blank=True)
    notes = serializers.SerializerMethodField()
    means = serializers.ListField(child=serializers.CharField(), help_text="Automated means that were used.")
    redress = serializers.ListField(child=serializers.CharField())
    can_appeal_until = serializers.DateTimeField(allow_null=True)
    refusal = serializers.SerializerMethodField(help_text="Why you cannot appeal, in a sentence.")
    appeal = AppealSerializer(allow_null=True)

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, one: Statement) -> list[dict[str, str]]:
        return [{"field": field, "note": note} for field, note in one.notes]

    def get_refusal(self, one: Statement) -> str:
        return refusal_to_appeal(self.context["request"].user, one.change)


class NewAppealSerializer(serializers.Serializer[Any]):
    """What is wrong with the decision. ``decision`` is the number of the step that you have read."""

    text = serializers.CharField(max_length=LONGEST_REASON)
    decision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class Verdicts(viewsets.GenericViewSet[Submission]):
    """Endpoints of a submission besides its values and steps."""

    request: UserApiRequest

    @extend_schema(summary="What the automatic checks find", responses=ChecksSerializer)
    @action(detail=True)
    def checks(self, request: UserApiRequest, pk: str) -> Response:
        submission: Submission = self.get_object()
        require_writer(request.user, submission.organisation)
        if submission.state not in PROVIDERS_HANDS:
            raise DomainError(_("It is not in your hands now. Take it back first, if you want to change it."))
        found = checked(submission)
        can_be_submitted = not any(one.finding.is_blocking for one in found)
        told = {"digest": submission.digest, "can_be_submitted": can_be_submitted, "findings": found}
        return Response(ChecksSerializer(told).data)

    @extend_schema(summary="The last decision that can be appealed against", responses=StatementSerializer)
    @action(detail=True)
    def appeal(self, request: UserApiRequest, pk: str) -> Response:
        return Response(self._told(self._decision()))

    @extend_schema(
        summary="Appeal against the last decision",
        request=NewAppealSerializer,
        responses={201: StatementSerializer},
    )
    @appeal.mapping.post
    def send_appeal(self, request: UserApiRequest, pk: str) -> Response:
        decision = self._decision()
        sent = NewAppealSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["decision"] != decision.number:
            raise DomainError(_("Another decision was made since. Read it before you appeal."))
        make_appeal(decision=decision, person=request.user, text=sent.validated_data["text"])
        return Response(self._told(self._decision()), status=status.HTTP_201_CREATED)

    def _decision(self) -> StateChange:
        decision = last_appealable(self.get_object())
        if decision is None:
            raise Http404(_("There is an appeal against a refusal, a suspension or a removal only."))
        return decision

    def _told(self, decision: StateChange) -> Any:
        said = statement(decision, self.request.user)
        return StatementSerializer(said, context=self.get_serializer_context()).data
