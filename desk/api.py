"""Submissions for programs, under the same rules as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from accounts.scopes import READ
from catalogue.belonging import providers_of
from catalogue.models import Offering
from catalogue.submitting import draft_offering
from desk.listings import offerings_of, submissions_of_offerings
from desk.serializers import (
    ChangesSerializer,
    ChoicesSerializer,
    NewSubmissionSerializer,
    StepSerializer,
    SubmissionDetailSerializer,
    SubmissionSerializer,
)
from desk.verdicts import Verdicts
from publishing.services import MovedOnError
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.proposals import open_proposal, settle_proposal, write_proposal
from publishing.submissions.services import act, submit
from publishing.submissions.states import State

SCOPE = "submissions"
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The digest of the proposal that you have changed."
)
FILTERS = [
    OpenApiParameter("state", str, enum=State.values),
    OpenApiParameter("offering", str, description="Only those of one listing, by its slug."),
]


class PreconditionError(MovedOnError):
    """The proposal is not the one that the header named."""

    status = 412


@extend_schema_view(
    list=extend_schema(summary="Submissions of your organisations", parameters=FILTERS),
    retrieve=extend_schema(
        summary="One submission with its difference and its record", responses=SubmissionDetailSerializer
    ),
)
class SubmissionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Verdicts):
    """What your organisations propose for the market, and what became of it."""

    scopes = {
        "list": READ, "retrieve": READ, "checks": READ, "appeal": READ,
        "create": SCOPE, "partial_update": SCOPE, "steps": SCOPE, "settle": SCOPE, "send_appeal": SCOPE,
    }  # fmt: skip
    serializer_class = SubmissionSerializer
    queryset = Submission.objects.none()

    def get_queryset(self) -> QuerySet[Submission]:
        of_row = Offering.objects.filter(pk=OuterRef("row"))
        told = {"slug": "slug", "title": "title_en", "listing_state": "state"}
        found = submissions_of_offerings(self.request.user).order_by("-pk")
        found = found.annotate(**{name: Subquery(of_row.values(column)[:1]) for name, column in told.items()})
        return found.defer("proposed") if self.action == "list" else found.select_related("base")

    def filter_queryset(self, queryset: Any) -> Any:
        asked = self.request.query_params
        if self.action != "list":
            return queryset
        if asked.get("state") in State.values:
            queryset = queryset.filter(state=asked["state"])
        return queryset.filter(slug=asked["offering"]) if asked.get("offering") else queryset

    @extend_schema(
        summary="Begin a listing, or a change of one",
        description="A listing has one open proposal at most: asked again, the same one is returned.",
        request=NewSubmissionSerializer,
        responses={201: SubmissionDetailSerializer},
    )
    def create(self, request: UserApiRequest) -> Response:
        new = NewSubmissionSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        begun = self._begun(new.validated_data)
        location = {"Location": request.build_absolute_uri(f"/api/v1/submissions/{begun.pk}/")}
        return Response(self._shown(begun.pk), status=status.HTTP_201_CREATED, headers=location)

    @extend_schema(
        summary="Change values of a proposal",
        parameters=[IF_MATCH],
        request=ChangesSerializer,
        responses=SubmissionDetailSerializer,
    )
    def partial_update(self, request: UserApiRequest, pk: str) -> Response:
        submission = self._writable()
        changes = ChangesSerializer(data=request.data)
        changes.is_valid(raise_exception=True)
        header, given = request.headers.get("If-Match", "").strip('"'), changes.validated_data
        seen = header or given.get("digest", "")
        if not seen:
            sentence = _("Send the digest of the proposal that you have changed, here or as If-Match.")
            raise serializers.ValidationError({"digest": sentence})
        try:
            write_proposal(submission=submission, person=request.user, values=given["values"], seen=seen)
        except MovedOnError as problem:
            raise PreconditionError(str(problem)) if header else problem from problem
        return Response(self._shown(submission.pk))

    @extend_schema(summary="Take a step", request=StepSerializer, responses=SubmissionDetailSerializer)
    @action(detail=True, methods=["post"])
    def steps(self, request: UserApiRequest, pk: str) -> Response:
        submission = self._writable()
        wanted = StepSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        said = wanted.validated_data
        if said["step"] == "submit":
            submit(
                submission=submission, person=request.user, reason=said["reason"], seen=said.get("digest"),
                publishes_itself=said["publishes_itself"],
            )  # fmt: skip
        else:
            act(
                step=said["step"], submission=submission, person=request.user, reason=said["reason"],
                seen=said.get("seen"),
            )  # fmt: skip
        return Response(self._shown(submission.pk))

    @extend_schema(
        summary="Choose where proposal and listing have both changed",
        request=ChoicesSerializer,
        responses=SubmissionDetailSerializer,
    )
    @action(detail=True, methods=["post"])
    def settle(self, request: UserApiRequest, pk: str) -> Response:
        submission = self._writable()
        chosen = ChoicesSerializer(data=request.data)
        chosen.is_valid(raise_exception=True)
        settle_proposal(submission=submission, person=request.user, choices=chosen.validated_data["choices"])
        return Response(self._shown(submission.pk))

    def _writable(self) -> Submission:
        submission: Submission = self.get_object()
        require_writer(self.request.user, submission.organisation)
        return submission

    def _begun(self, given: dict[str, Any]) -> Submission:
        person = self.request.user
        if "offering" in given:
            row = get_object_or_404(offerings_of(person), slug=given["offering"])
            return open_proposal(row=row, person=person)
        provider = get_object_or_404(providers_of(person), slug=given["provider"])
        return draft_offering(provider=provider, person=person, title=given["title"], kind=given["kind"])

    def _shown(self, pk: int) -> Any:
        found = self.get_queryset().get(pk=pk)
        return SubmissionDetailSerializer(found, context=self.get_serializer_context()).data

    def get_serializer_class(self) -> type[SubmissionSerializer]:
        return SubmissionSerializer if self.action == "list" else SubmissionDetailSerializer
