"""The mails about accounts and consent, each with what entitles the market to send it."""

from __future__ import annotations

from accounts.consent.purposes import NEWSLETTER
from accounts.mailing import Mail, register

_ASKED = "The person asked for it a moment ago and cannot go on without it."
_NOTICE = "It tells the holder of the account of a change that an intruder would like to hide."

ALLAUTH = {
    "account/email/account_already_exists": "It answers a registration without telling strangers who has an account.",
    "account/email/email_changed": _NOTICE,
    "account/email/email_confirm": _NOTICE,
    "account/email/email_confirmation": _ASKED,
    "account/email/email_confirmation_signup": _ASKED,
    "account/email/email_deleted": _NOTICE,
    "account/email/login_code": _ASKED,
    "account/email/password_changed": _NOTICE,
    "account/email/password_reset": _NOTICE,
    "account/email/password_reset_code": _ASKED,
    "account/email/password_reset_key": _ASKED,
    "account/email/password_set": _NOTICE,
    "account/email/unknown_account": "It answers a request for a new password without telling strangers anything.",
    "mfa/email/recovery_codes_generated": _NOTICE,
    "mfa/email/totp_activated": _NOTICE,
    "mfa/email/totp_deactivated": _NOTICE,
    "mfa/email/webauthn_added": _NOTICE,
    "mfa/email/webauthn_removed": _NOTICE,
    "socialaccount/email/account_connected": _NOTICE,
    "socialaccount/email/account_disconnected": _NOTICE,
}
TO_ADDRESSES = {
    "accounts/email/data_ready": "It answers the person's own request for their data.",
    "accounts/email/erasure": "It confirms what the person asked for, before the address is gone.",
    "accounts/email/invitation": "An owner invites this very address; without the mail nobody could accept.",
    "accounts/email/merged": "It tells both addresses that an account ended, which may be a mistake.",
    "accounts/email/membership_removed": "It tells a person of a change of their rights.",
    "accounts/email/organisation_decided": "It answers the owners' own application.",
}
OWN = (
    Mail(
        "consent_confirmation",
        "mail/consent_confirmation",
        essential="It asks whether a wish for consent is meant; no consent counts without the answer.",
    ),
    Mail("newsletter", "mail/newsletter", purpose=NEWSLETTER),
)


def register_all() -> None:
    register(*(Mail(prefix, prefix, essential=reason) for prefix, reason in (ALLAUTH | TO_ADDRESSES).items()), *OWN)
