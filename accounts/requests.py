"""Requests as views of signed-in pages get them."""

from django.http import HttpRequest

from accounts.models import User


class UserRequest(HttpRequest):
    """A request that LoginRequiredMiddleware has let through."""

    user: User
