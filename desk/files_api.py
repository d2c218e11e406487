"""Pictures, videos and documents of a proposal for programs: the same guard and the same steps as the page."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from accounts.scopes import READ
from catalogue.media.forms import TEXTS, unfit_texts
from catalogue.media.kinds import MediaError
from catalogue.media.proposing import (
    Proposed,
    describe_proposed,
    find_proposed,
    keep_for_proposal,
    leave_out,
    propose_media,
    proposed_media,
)
from catalogue.media.serializers import FileSerializer
from catalogue.media.showing import address
from catalogue.models import Media
from common.wording import tell
from desk.forms.media import bounds_of
from desk.listings import own_submission
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer

SCOPE = "submissions"
PARTS = [
    OpenApiParameter("submission_id", int, OpenApiParameter.PATH, description="The number of the submission."),
    OpenApiParameter("media_id", uuid.UUID, OpenApiParameter.PATH, description="The number of the file."),
]


class ProposedFileSerializer(serializers.Serializer[Proposed]):
    """A file of a proposal with what the proposal says about it. Only your people and reviewers can open it yet."""

    id = serializers.UUIDField(source="media.pk")
    name = serializers.CharField(source="media.name")
    kind = serializers.ChoiceField(source="media.kind", choices=Media.Kind.choices)
    state = serializers.ChoiceField(source="media.state", choices=Media.State.choices)
    problem = serializers.SerializerMethodField(help_text="Why it was refused, in a sentence.")
    content_type = serializers.CharField(source="media.content_type")
    size = serializers.IntegerField(source="media.size", help_text="In bytes.")
    sha256 = serializers.CharField(source="media.sha256")
    width = serializers.IntegerField(source="media.width", allow_null=True)
    height = serializers.IntegerField(source="media.height", allow_null=True)
    duration = serializers.FloatField(source="media.duration", allow_null=True, help_text="In seconds.")
    is_on_market = serializers.SerializerMethodField(help_text="Whether the listing has it already.")
    texts = serializers.SerializerMethodField(help_text="What the proposal says, such as alt_en, title_de.")
    files = serializers.SerializerMethodField()

    def get_problem(self, one: Proposed) -> str:
        return tell(one.media.problem) if one.media.problem else ""

    def get_is_on_market(self, one: Proposed) -> bool:
        return one.media.removed_at is None

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_texts(self, one: Proposed) -> dict[str, str]:
        return {name: str(one.told[name]) for name in TEXTS if one.told.get(name)}

    @extend_schema_field(FileSerializer(many=True))
    def get_files(self, one: Proposed) -> Any:
        absolute = self.context["request"].build_absolute_uri
        blank = {"width": None, "height": None}
        made = [blank | file | {"url": absolute(address(one.media.pk, file["name"]))} for file in one.media.files]
        return FileSerializer(made, many=True).data


class TextsSerializer(serializers.Serializer[Any]):
    """What is said about a file, by language. A picture needs ``alt_en``, everything else ``title_en``.

    ``timed_text`` are the captions of a video, as WebVTT."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for text in TEXTS:
            bounds = bounds_of(text)
            fields[text] = serializers.CharField(
                required=False, allow_blank=True, max_length=bounds["max_length"], help_text=bounds["label"]
            )
        return fields


class NewFileSerializer(TextsSerializer):
    """A picture or PDF of at most 20 MB, or a video (MP4, WebM) of at most 200 MB, and what is to be read about it."""

    file = serializers.FileField()


class SubmissionFileViewSet(viewsets.ViewSet):
    """Files of a proposal. Each is prepared by a worker; visitors see it once the proposal is published."""

    scopes = {"list": READ, "retrieve": READ, "create": SCOPE, "partial_update": SCOPE, "destroy": SCOPE}
    lookup_url_kwarg = "media_id"
    lookup_value_regex = "[0-9a-f-]{36}"
    serializer_class = ProposedFileSerializer
    request: UserApiRequest

    @extend_schema(summary="The files of a proposal", parameters=PARTS[:1], responses=ProposedFileSerializer(many=True))
    def list(self, request: UserApiRequest, submission_id: str) -> Response:
        return Response(self._told(proposed_media(self._submission(submission_id)), many=True))

    @extend_schema(summary="One file of a proposal", parameters=PARTS, responses=ProposedFileSerializer)
    def retrieve(self, request: UserApiRequest, submission_id: str, media_id: str) -> Response:
        return Response(self._told(_file(self._submission(submission_id), media_id)))

    @extend_schema(
        summary="Add a file to a proposal", parameters=PARTS[:1],
        request={"multipart/form-data": NewFileSerializer}, responses={201: ProposedFileSerializer},
    )  # fmt: skip
    def create(self, request: UserApiRequest, submission_id: str) -> Response:
        submission = self._writable(submission_id)
        new = NewFileSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        texts = dict(new.validated_data)
        media = self._added(submission, texts.pop("file"), texts)
        one = _file(submission, str(media.pk))
        location = request.build_absolute_uri(f"/api/v1/submissions/{submission.pk}/files/{media.pk}/")
        return Response(self._told(one), status=status.HTTP_201_CREATED, headers={"Location": location})

    @extend_schema(
        summary="Change what a proposal says about a file", parameters=PARTS,
        description="Texts that are not named stay.", request=TextsSerializer, responses=ProposedFileSerializer,
    )  # fmt: skip
    def partial_update(self, request: UserApiRequest, submission_id: str, media_id: str) -> Response:
        submission = self._writable(submission_id)
        one = _file(submission, media_id)
        changes = TextsSerializer(data=request.data)
        changes.is_valid(raise_exception=True)
        _refuse_unfit(one.media.kind, one.told | changes.validated_data)
        describe_proposed(person=request.user, submission=submission, one=one, texts=changes.validated_data)
        return Response(self._told(_file(submission, media_id)))

    @extend_schema(
        summary="Leave a file out of a proposal", parameters=PARTS, responses={204: None},
        description="The market shows it until the proposal is published.",
    )  # fmt: skip
    def destroy(self, request: UserApiRequest, submission_id: str, media_id: str) -> Response:
        submission = self._writable(submission_id)
        leave_out(person=request.user, submission=submission, one=_file(submission, media_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _added(self, submission: Submission, file: Any, texts: dict[str, str]) -> Media:
        person = self.request.user
        try:
            kept = keep_for_proposal(
                person=person, submission=submission, path=Path(file.temporary_file_path()), name=file.name or ""
            )
        except MediaError as problem:
            raise serializers.ValidationError({"file": [tell(problem.words.to_json())]}) from problem
        _refuse_unfit(kept.kind, texts)
        return propose_media(person=person, submission=submission, kept=kept, texts=texts)

    def _submission(self, pk: str) -> Submission:
        return own_submission(self.request.user, pk)

    def _writable(self, pk: str) -> Submission:
        submission = self._submission(pk)
        require_writer(self.request.user, submission.organisation)
        return submission

    def _told(self, found: Any, *, many: bool = False) -> Any:
        return ProposedFileSerializer(found, many=many, context={"request": self.request}).data


def _file(submission: Submission, media_id: str) -> Proposed:
    one = find_proposed(submission, media_id)
    if one is None:
        raise Http404(_("The proposal has no such file."))
    return one


def _refuse_unfit(kind: str, texts: dict[str, Any]) -> None:
    """Refuse a file without the words that everybody needs, or with captions that no browser shows."""
    if problems := unfit_texts(kind, texts):
        raise serializers.ValidationError({name: [sentence] for name, sentence in problems})
