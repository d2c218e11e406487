"""What a token lets a program do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.scopes import PUBLIC

if TYPE_CHECKING:
    from rest_framework.views import APIView


class MissingScopeError(PermissionDenied):
    """The token is good, but not for this (RFC 6750, section 3.1)."""

    def __init__(self, scope: str) -> None:
        super().__init__(
            _("This token does not have the scope “%(scope)s”. Make one that has it on the page “API tokens”.")
            % {"scope": scope}
        )
        self.problem = {"scope": scope}
        self.auth_header = f'Bearer error="insufficient_scope", scope="{scope}"'


class ScopePermission(BasePermission):
    """Lets a token do what its scopes say. A view names them in ``scopes``: action, or method, to scope.

    What a view does not name is refused to everybody.
    """

    message = gettext_lazy("This address is closed: it names no scope.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        known = bool(request.user and request.user.is_authenticated)
        if not _is_served(view, request.method or ""):
            declared = _declared(view)
            return bool(declared) and (known or PUBLIC in declared.values())
        needed = scope_of(view, request.method or "")
        if needed == PUBLIC:
            return True
        if needed is None or not known:
            return False
        if needed not in getattr(request.auth, "scopes", ()):
            raise MissingScopeError(needed)
        return True


def _is_served(view: APIView, method: str) -> bool:
    """Tell whether a method has a handler of its own; if not, the answer is 405, or for OPTIONS a description."""
    return method != "OPTIONS" and hasattr(view, method.lower())


def _declared(view: APIView) -> dict[str, str]:
    return getattr(view, "scopes", {})


def _step(view: APIView, method: str) -> str:
    """Return the action of a view set, or the method of a plain view, where HEAD is a GET."""
    return getattr(view, "action", None) or method.lower().replace("head", "get")


def scope_of(view: APIView, method: str) -> str | None:
    """Return the scope that a view names for what it does on a method; None where it names none."""
    return _declared(view).get(_step(view, method))
