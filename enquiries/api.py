"""Requests for programs, under the same rules as the pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from accounts.scopes import READ
from common.addresses import limited_address
from enquiries import services
from enquiries.files import as_download
from enquiries.models import Attachment, Enquiry, EnquiryQuerySet, Side
from enquiries.permissions import Action, enquiries_of, require
from enquiries.serializers import (
    AttendanceSerializer,
    ContactSerializer,
    EnquirySerializer,
    MessageSerializer,
    NewEnquirySerializer,
    NewMessageSerializer,
    ThreadSerializer,
)
from enquiries.services.asking import Wish

SCOPE = "requests"
LONGEST_KEY = 255
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="Any text of your own. What is sent again with the same key arrives once.",
)  # fmt: skip
FILTERS = [
    OpenApiParameter("side", str, enum=Side.values, description="Only those in which you are this side."),
    OpenApiParameter("state", str, enum=Enquiry.State.values),
]


@extend_schema_view(
    list=extend_schema(summary="Your requests, and those that you answer", parameters=FILTERS),
    retrieve=extend_schema(summary="One request with its messages", responses=ThreadSerializer),
)
class EnquiryViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Enquiry]):
    """Requests to providers: what you asked, and what you answer in a provider's name."""

    scopes = {
        "list": READ, "retrieve": READ, "attachment": READ,
        "create": SCOPE, "messages": SCOPE, "close": SCOPE, "contact": SCOPE, "withdraw": SCOPE,
        "attended": SCOPE, "not_attended": SCOPE,
    }  # fmt: skip
    serializer_class = EnquirySerializer
    queryset = Enquiry.objects.none()
    request: UserApiRequest

    def get_queryset(self) -> EnquiryQuerySet:
        found = enquiries_of(self.request.user).select_related("provider", "offering")
        found = found.prefetch_related("shares", "attendances")
        return found.prefetch_related("messages__attachments__message") if self.action == "retrieve" else found

    def filter_queryset(self, queryset: Any) -> Any:
        asked = self.request.query_params
        if self.action != "list":
            return queryset
        if asked.get("state") in Enquiry.State.values:
            queryset = queryset.filter(state=asked["state"])
        if asked.get("side") == Side.ASKER:
            return queryset.filter(asker=self.request.user)
        return queryset.exclude(asker=self.request.user) if asked.get("side") == Side.PROVIDER else queryset

    def get_serializer_class(self) -> type[EnquirySerializer]:
        return ThreadSerializer if self.action == "retrieve" else EnquirySerializer

    @extend_schema(
        summary="Send a request", parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NewEnquirySerializer, "multipart/form-data": NewEnquirySerializer},
        responses={201: EnquirySerializer},
    )  # fmt: skip
    def create(self, request: UserApiRequest) -> Response:
        new = NewEnquirySerializer(data=request.data)
        new.is_valid(raise_exception=True)
        given = new.validated_data
        wish = Wish(given["kind"], given["provider"], given["offering"], given["share"])
        sent = services.ask(asker=request.user, wish=wish, words=_words(request, given))
        location = {"Location": request.build_absolute_uri(f"/api/v1/requests/{sent.pk}/")}
        return Response(self.get_serializer(sent).data, status=status.HTTP_201_CREATED, headers=location)

    @extend_schema(
        summary="Write into a request", parameters=[IDEMPOTENCY_KEY],
        request={"application/json": NewMessageSerializer, "multipart/form-data": NewMessageSerializer},
        responses={201: MessageSerializer},
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def messages(self, request: UserApiRequest, pk: str) -> Response:
        enquiry = self.get_object()
        new = NewMessageSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        written = services.write(enquiry=enquiry, author=request.user, words=_words(request, new.validated_data))
        shown = MessageSerializer(written, context=self.get_serializer_context())
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Close a request", request=None, responses=EnquirySerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: UserApiRequest, pk: str) -> Response:
        services.close(enquiry=self.get_object(), actor=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Share contact data with the provider", request=ContactSerializer, responses=EnquirySerializer
    )
    @action(detail=True, methods=["post"])
    def contact(self, request: UserApiRequest, pk: str) -> Response:
        enquiry = self.get_object()
        chosen = ContactSerializer(data=request.data)
        chosen.is_valid(raise_exception=True)
        services.share_contact(enquiry=enquiry, person=request.user, names=chosen.validated_data["share"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Withdraw the consent to share contact data", request=None, responses=EnquirySerializer)
    @action(detail=True, methods=["post"], url_path="contact/withdraw")
    def withdraw(self, request: UserApiRequest, pk: str) -> Response:
        enquiry = self.get_object()
        services.withdraw_contact(enquiry=enquiry, person=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Confirm that what was booked took place", request=AttendanceSerializer, responses=EnquirySerializer
    )
    @action(detail=True, methods=["post"], url_path="attendance")
    def attended(self, request: UserApiRequest, pk: str) -> Response:
        enquiry = self.get_object()
        require(request.user, Action.CONFIRM, enquiry)
        given = AttendanceSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        held_on = given.validated_data["held_on"]
        services.confirm_attendance(enquiry=enquiry, actor=request.user, held_on=held_on)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Take the confirmation back", request=None, responses=EnquirySerializer)
    @action(detail=True, methods=["post"], url_path="attendance/withdraw")
    def not_attended(self, request: UserApiRequest, pk: str) -> Response:
        services.take_back_attendance(enquiry=self.get_object(), actor=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="A file of a request", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, url_path="files/(?P<attachment_id>[0-9a-f-]{36})")
    def attachment(self, request: UserApiRequest, pk: str, attachment_id: str) -> HttpResponse:
        files = Attachment.objects.filter(message__enquiry=self.get_object())
        return as_download(get_object_or_404(files, pk=_uuid(attachment_id)))


def _words(request: UserApiRequest, given: dict[str, Any]) -> services.Words:
    """Return what was sent, under the key that the program chose or one of our own."""
    chosen = request.headers.get("Idempotency-Key", "")
    if len(chosen) > LONGEST_KEY:
        told = {"most": LONGEST_KEY}
        raise serializers.ValidationError({"Idempotency-Key": _("Send at most %(most)d characters.") % told})
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{request.user.pk}:{chosen}") if chosen else uuid.uuid4()
    return services.Words(given["text"], given["files"], key, limited_address(request))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
