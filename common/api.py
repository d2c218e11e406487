"""What every endpoint of the API shares: problem details (RFC 9457) and pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from common.errors import DomainError
from common.problems import CONTENT_TYPE, problem_body


class Pagination(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 200


def problem_details(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Answer an exception as application/problem+json."""
    if isinstance(error, DomainError):
        return _problem(error.status, str(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    detail = response.data
    if isinstance(detail, dict) and "detail" in detail:
        problem = _problem(response.status_code, str(detail["detail"]), **getattr(error, "problem", {}))
    else:
        problem = _problem(response.status_code, "Some fields are not right; see errors.", errors=detail)
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            problem[name] = response.headers[name]
    return problem


def _problem(status: int, detail: str, **more: Any) -> Response:
    return Response(problem_body(status, detail, **more), status=status, content_type=CONTENT_TYPE)
