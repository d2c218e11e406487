"""Requests as views of signed-in people get them."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User


class UserRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has let through."""

    user: User


class UserApiRequest(Request):
    """A request to the API that a scope has let through."""

    user: User
