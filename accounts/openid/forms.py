"""What is still missing after a provider has told us who somebody is, and what one lets go."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.socialaccount import signals
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.forms import DisconnectForm as AllauthDisconnectForm
from allauth.socialaccount.forms import SignupForm as AllauthSignupForm
from allauth.socialaccount.models import SocialAccount

from accounts.forms import SignupForm
from accounts.forms.consent import ConsentFields

TOLD = ("first_name", "last_name", "email")


class CompletionForm(ConsentFields, AllauthSignupForm):  # type: ignore[misc]
    """The fields of the registration, without those that the provider has filled."""

    first_name = SignupForm.declared_fields["first_name"]
    last_name = SignupForm.declared_fields["last_name"]
    job_function = SignupForm.declared_fields["job_function"]
    affiliation = SignupForm.declared_fields["affiliation"]
    field_order = SignupForm.field_order

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = {name: self.initial[name] for name in TOLD if self.initial[name]}
        for name in self.told:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = {**(super().clean() or {}), **self.told}
        if "email" in self.told:
            cleaned["email"] = self.validate_unique_email(self.told["email"])
        return cleaned


class DisconnectForm(AllauthDisconnectForm):  # type: ignore[misc]
    def save(self) -> None:
        """Let the account go, also where its provider is no longer configured."""
        raise_if_reauthentication_required(self.request, app="allauth.socialaccount")
        account = self.cleaned_data["account"]
        account.delete()
        signals.social_account_removed.send(sender=SocialAccount, request=self.request, socialaccount=account)
        context = {"account": account, "provider": provider_name(account)}
        get_adapter().send_notification_mail("socialaccount/email/account_disconnected", self.request.user, context)


def provider_name(account: SocialAccount) -> str:
    """Return the provider's name, or its key where it is no longer configured."""
    names = {app.provider_id: app.name for app in get_adapter().list_apps(None)}
    return str(names.get(account.provider, account.provider))
