"""What the role of editor may do in the catalogue; administrators give the same rights to other groups."""

from __future__ import annotations

from typing import Any

from accounts.roles import EDITOR

MODELS = ("offering", "offeringprovider", "provider", "term")
STEPS = ("add", "change", "view")  # to delete is for administrators; editors withdraw


def let_editors_edit(*, using: str, **signal: Any) -> None:
    """Give the group of editors its rights when it has none here yet; what an administrator takes away stays away."""
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.using(using).filter(name=EDITOR).first()
    if group is None or group.permissions.filter(content_type__app_label="catalogue").exists():
        return
    wanted = [f"{step}_{model}" for step in STEPS for model in MODELS] + ["delete_offeringprovider"]
    rights = Permission.objects.using(using).filter(content_type__app_label="catalogue", codename__in=wanted)
    group.permissions.add(*rights)
