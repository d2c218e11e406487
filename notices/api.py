"""A person's notices for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.requests import UserApiRequest
from accounts.scopes import READ
from notices import services
from notices.models import Notice, NoticeQuerySet
from notices.pages import Line, lines

SCOPE = "notifications"
UNREAD = OpenApiParameter("unread", bool, description="Only those that you have not read.")


class NoticeSerializer(serializers.Serializer[Line]):
    """What you were told. The text says nothing more once you can no longer see what it was about."""

    id = serializers.IntegerField(source="notice.pk")
    kind = serializers.CharField(source="notice.kind")
    title = serializers.CharField()
    text = serializers.CharField(source="sentence")
    number = serializers.IntegerField(source="notice.number", help_text="How many events it tells of.")
    url = serializers.SerializerMethodField()
    changed_at = serializers.DateTimeField(source="notice.changed_at")
    read_at = serializers.DateTimeField(source="notice.read_at", allow_null=True)

    def get_url(self, line: Line) -> str:
        address = line.notice.address if line.has_page else ""
        return str(self.context["request"].build_absolute_uri(address)) if address else ""


class ReadSerializer(serializers.Serializer[Any]):
    """How many notifications were unread until now."""

    marked = serializers.IntegerField()


class UntilSerializer(serializers.Serializer[Any]):
    """Up to which moment; without it, up to now."""

    until = serializers.DateTimeField(required=False)


@extend_schema_view(list=extend_schema(summary="Your notifications, unread ones first", parameters=[UNREAD]))
class NoticeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Notice]):
    """What happened to what you submitted, asked or wrote."""

    scopes = {"list": READ, "read": SCOPE, "read_all": SCOPE}
    serializer_class = NoticeSerializer  # type: ignore[assignment]
    lookup_value_regex = "[0-9]{1,18}"
    queryset = Notice.objects.none()
    request: UserApiRequest

    def get_queryset(self) -> NoticeQuerySet:
        found = Notice.objects.filter(person=self.request.user).in_order()
        return found.unread() if self.request.query_params.get("unread") in {"true", "1"} else found

    def paginate_queryset(self, queryset: Any) -> Any:
        return lines(self.request.user, super().paginate_queryset(queryset) or [])

    @extend_schema(summary="Mark a notification as read", request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: UserApiRequest, pk: str) -> Response:
        notice = services.mark_read(person=request.user, pk=int(pk))
        if notice is None:
            raise Http404
        return Response(self.get_serializer(lines(request.user, [notice])[0]).data)

    @extend_schema(
        summary="Mark all notifications as read", operation_id="notifications_read_all_create", request=UntilSerializer,
        responses=ReadSerializer,
    )  # fmt: skip
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: UserApiRequest) -> Response:
        given = UntilSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        marked = services.mark_all_read(person=request.user, until=given.validated_data.get("until"))
        return Response(ReadSerializer({"marked": marked}).data)
