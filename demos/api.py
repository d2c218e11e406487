"""Upload, run, poll, fetch: what the pages do, as JSON, under the same rules."""

from __future__ import annotations

import io
import json
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from accounts.scopes import PUBLIC, READ
from common.errors import DomainError
from common.limited import RefusedError
from common.objects import store
from common.wording import tell
from demos.analyzers.catalogue import manifests
from demos.exporting import export
from demos.models import Finding, Run, RunQuerySet
from demos.serializers import (
    AlgorithmSerializer,
    FindingSerializer,
    NewRunSerializer,
    NewUploadSerializer,
    RunSerializer,
    ShareSerializer,
    UploadSerializer,
)  # fmt: skip
from demos.services import (
    busy_without_store,
    cancel_run,
    delete_run,
    delete_upload,
    keep_upload,
    preview_of,
    share_run,
    start_run,
    start_sample_run,
)
from demos.viewers import manifest_or_404
from jobs.models import Job, Upload, UploadQuerySet

KEY = OpenApiParameter("key", str, OpenApiParameter.PATH)


@extend_schema_view(list=extend_schema(summary="The algorithms on offer"))
class AlgorithmViewSet(viewsets.ViewSet):
    """The algorithms on offer."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    serializer_class = AlgorithmSerializer
    lookup_field = "key"

    @extend_schema(summary="The algorithms on offer", responses=AlgorithmSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response([AlgorithmSerializer(one).data for one in manifests()])

    @extend_schema(summary="One algorithm", responses=AlgorithmSerializer, parameters=[KEY])
    def retrieve(self, request: Request, key: str) -> Response:
        return Response(AlgorithmSerializer(manifest_or_404(key)).data)


class UploadViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[Upload]
):
    """Your files. The same file sent twice is kept once."""

    scopes = {"list": READ, "retrieve": READ, "preview": READ, "create": "run", "destroy": "delete"}
    serializer_class = UploadSerializer
    queryset = Upload.objects.none()

    def get_queryset(self) -> UploadQuerySet:
        return Upload.objects.owned_by(self.request.user)

    @extend_schema(
        summary="Send a file",
        request={"multipart/form-data": NewUploadSerializer},
        responses={201: UploadSerializer, 422: OpenApiResponse(OpenApiTypes.OBJECT, "The file cannot be read.")},
    )
    def create(self, request: UserApiRequest) -> Response:
        new = NewUploadSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        try:
            upload = keep_upload(owner=request.user, file=new.validated_data["file"])
        except RefusedError as refusal:
            raise UnreadableFile(tell(refusal.words)) from refusal
        return Response(self.get_serializer(upload).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="A first look at one sheet of a workbook",
        parameters=[OpenApiParameter("sheet", str, description="The sheet's name; without it the first with a table")],
        responses={200: OpenApiTypes.OBJECT, 422: OpenApiResponse(OpenApiTypes.OBJECT, "The sheet holds no table.")},
    )
    @action(detail=True)
    def preview(self, request: Request, pk: str) -> Response:
        try:
            return Response(preview_of(self.get_object(), request.query_params.get("sheet", "")))
        except RefusedError as refusal:
            raise UnreadableFile(tell(refusal.words)) from refusal

    def perform_destroy(self, instance: Upload) -> None:
        delete_upload(upload=instance)


class UnreadableFile(serializers.ValidationError):
    """The file cannot be read; the sentence says where and what to do."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, sentence: str) -> None:
        super().__init__({"detail": sentence})


class RunViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[Run]
):
    """Your runs."""

    scopes = {
        "list": READ, "retrieve": READ, "result": READ, "findings": READ, "export": READ,
        "create": "run", "cancel": "run", "share": "share", "destroy": "delete",
    }  # fmt: skip
    serializer_class = RunSerializer
    queryset = Run.objects.none()

    def get_queryset(self) -> RunQuerySet:
        return Run.objects.owned_by(self.request.user, "").for_rows()

    @extend_schema(
        summary="Start a run", request=NewRunSerializer,
        responses={202: RunSerializer},
        description="The same file, algorithm and settings sent again answer with the run that exists.",
    )  # fmt: skip
    def create(self, request: UserApiRequest) -> Response:
        new = NewRunSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        wanted = new.validated_data
        if wanted["sample"]:
            run = start_sample_run(algorithm=wanted["algorithm"], owner=request.user, visitor="")
        else:
            run = start_run(
                upload=wanted["upload"],
                algorithm=wanted["algorithm"],
                roles=wanted["roles"],
                parameters=wanted["settings"],
                sheet=wanted["sheet"],
            )
        location = {"Location": request.build_absolute_uri(f"/api/v1/runs/{run.pk}/")}
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED, headers=location)

    def perform_destroy(self, instance: Run) -> None:
        delete_run(run=instance)

    @extend_schema(summary="Stop a run", request=None, responses=RunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        run = self.get_object()
        cancel_run(run=run)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="The whole result", responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def result(self, request: Request, pk: str) -> Response:
        run = self.get_object()
        if run.job.status != Job.Status.DONE:
            raise DomainError(
                _("The run has no result (yet); its status is “%(status)s”.") % {"status": run.job.get_status_display()}
            )
        with busy_without_store():
            stored = store.get(run.result_key)
        return Response(json.load(io.BytesIO(stored)))

    @extend_schema(summary="What the run found, most severe first", responses=FindingSerializer(many=True))
    @action(detail=True)
    def findings(self, request: Request, pk: str) -> Response:
        found: Any = Finding.objects.filter(run=self.get_object())
        page: Any = self.paginate_queryset(found)
        return self.get_paginated_response(FindingSerializer(page, many=True).data)

    @extend_schema(
        summary="The result as a file: json, csv, xlsx, pdf, stix or scores",
        responses={(200, "*/*"): OpenApiTypes.BINARY},
    )
    @action(detail=True, url_path="export/(?P<kind>[a-z]+)")
    def export(self, request: Request, pk: str, kind: str) -> HttpResponseBase:
        run = self.get_object()
        return export(run, kind, request.build_absolute_uri(run.get_absolute_url()))

    @extend_schema(summary="Make a read-only address", request=ShareSerializer, responses={201: ShareSerializer})
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        run = self.get_object()
        wanted = ShareSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        link = share_run(run=run, days=wanted.validated_data["days"])
        answer: dict[str, Any] = {
            "url": request.build_absolute_uri(link.get_absolute_url()),
            "expires_at": link.expires_at,
        }
        return Response(answer, status=status.HTTP_201_CREATED)
