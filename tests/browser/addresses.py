"""Every page of the URL configuration, with what its address needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import override

from demos.analyzers.catalogue import KEYS
from tests.faults.prepare import ORGANISATION

# Shown to those who are not signed in; a member looks at the others, and an administrator at the administration.
VISITORS = {
    "account_inactive", "account_login", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_signup", "account_signup_by_passkey", "api:docs",
    "catalogue:compare", "catalogue:favourite-save",
    "catalogue:offering-detail", "catalogue:offering-list", "catalogue:price-settings",
    "catalogue:provider-detail", "catalogue:provider-list", "catalogue:submission-checks",
    "demos:analyzer-detail", "demos:analyzer-list", "demos:shared-finding", "demos:shared-run", "feedback:review-list",
    "mail-list",
    "portal:about", "portal:accessibility", "portal:cookies", "portal:demonstrations", "portal:home", "portal:imprint",
    "portal:listing-policy", "portal:privacy", "portal:security", "portal:services", "portal:solutions", "portal:terms",
    "portal:transparency", "portal:transparency-period",
    "procurement:evidence-detail", "procurement:shortlist-check",
    "search:ranking", "search:results", "socialaccount_login_cancelled",
}  # fmt: skip
MEMBERS = {
    "account_change_password", "account_email", "account_logout", "account_reauthenticate", "accounts:data",
    "accounts:device-list", "accounts:erase", "accounts:organisation-apply", "accounts:organisation-detail",
    "accounts:organisation-list", "accounts:privacy", "accounts:profile", "accounts:service-list",
    "accounts:token-list", "catalogue:favourite-list",
    "demos:finding-detail", "demos:run-detail", "demos:run-list", "demos:run-prepare",
    "demos:upload-create", "desk:figures-detail", "desk:listing-create", "desk:listing-list",
    "desk:submission-detail", "desk:submission-edit", "desk:submission-media",
    "enquiries:enquiry-ask", "enquiries:enquiry-ask-provider", "enquiries:enquiry-detail", "enquiries:enquiry-list",
    "feedback:review-write", "mfa_index", "mfa_list_webauthn", "notices:notice-list", "notices:settings",
    "procurement:register-detail", "procurement:shortlist-create", "procurement:shortlist-detail",
    "procurement:shortlist-list", "socialaccount_connections",
}  # fmt: skip
# Actions, files and machines' addresses are no pages; pages behind codes and mails are met on the way to them.
NO_PAGES = {
    "account_confirm_login_code", "account_email_verification_sent", "account_reset_password_from_key",
    "account_set_password", "accounts:consent-confirm", "accounts:consent-give", "accounts:consent-withdraw",
    "accounts:data-download", "accounts:device-end", "accounts:device-end-others", "accounts:invitation",
    "accounts:invitation-answer", "accounts:invitation-revoke", "accounts:membership-change",
    "accounts:membership-remove", "accounts:organisation-invite", "accounts:organisation-leave",
    "accounts:organisation-transfer", "accounts:service-end", "accounts:token-delete", "accounts:unsubscribe",
    "admin-entrance", "admin-password",
    "catalogue:card", "catalogue:favourite-move", "catalogue:favourite-note", "catalogue:favourite-remove",
    "catalogue:favourite-restore", "catalogue:favourite-share", "catalogue:favourite-shared",
    "catalogue:favourite-unshare",
    "catalogue:feed-atom", "catalogue:feed-json", "demos:run-cancel", "demos:run-delete",
    "demos:run-export", "demos:run-status",
    "desk:figures-export", "desk:submission-appeal", "desk:submission-statement",
    "demos:sample-file", "demos:sample-run", "demos:share-create", "demos:share-delete", "demos:shared-export",
    "desk:proposal-open", "desk:provider-create", "desk:submission-media-change",
    "desk:submission-settle", "desk:submission-step",
    "enquiries:enquiry-close", "enquiries:enquiry-export", "enquiries:enquiry-file",
    "enquiries:enquiry-attended", "enquiries:enquiry-not-attended",
    "enquiries:enquiry-share", "enquiries:enquiry-withdraw", "enquiries:enquiry-write",
    "favicon", "feedback:review-delete", "feedback:review-reply", "feedback:review-report", "feedback:review-vote",
    "healthz", "idp:oidc:authorization", "idp:oidc:configuration", "idp:oidc:jwks", "idp:oidc:logout",
    "idp:oidc:revoke", "idp:oidc:token", "idp:oidc:userinfo", "media:file", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_authenticate", "mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_edit_webauthn",
    "mfa_generate_recovery_codes", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_signup_webauthn", "mfa_view_recovery_codes", "openid_connect_callback",
    "notices:notice-open", "notices:notice-read", "notices:notice-read-all", "notices:unsubscribe",
    "openid_connect_login", "portal:style-guide", "portal:transparency-csv", "portal:transparency-json",
    "procurement:certificate-file",
    "procurement:register-file",
    "procurement:shortlist-export", "procurement:shortlist-remove", "readyz", "robots-txt", "search:suggestions",
    "security-txt", "sitemap", "sitemap-part",
    "socialaccount_signup", "web-manifest",
}  # fmt: skip
ADMINISTRATION = {
    "admin:accounts_consentrecord_changelist", "admin:accounts_organisation_changelist", "admin:accounts_user_add",
    "admin:accounts_user_changelist", "admin:audit_auditentry_changelist", "admin:catalogue_offering_add",
    "admin:catalogue_offering_changelist", "admin:catalogue_offering_import",
    "admin:catalogue_provider_changelist", "admin:catalogue_rate_changelist",
    "admin:catalogue_term_changelist", "admin:feedback_feedbackswitches_add", "admin:feedback_review_changelist",
    "admin:index", "admin:publishing_appeal_changelist", "admin:publishing_submission_changelist",
}  # fmt: skip
ADMINISTRATORS = ADMINISTRATION | {"accounts:records"}
IN_ALL_LANGUAGES = {
    "portal:home",
    "catalogue:offering-list",
    "catalogue:offering-detail",
    "account_signup",
    "demos:run-detail",
}


@dataclass(frozen=True)
class Given:
    """The parts of addresses: runs by the state of their job, a file, a share link, and rows of the supply side."""

    runs: dict[str, str]
    upload: str
    token: str
    submission: int
    enquiry: str
    shortlist: str


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Return the names of all addresses, but of the administration and the API only the pages of their own."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif not space.startswith(("admin:", "api:")) or f"{space}{entry.name}" in VISITORS | MEMBERS | ADMINISTRATORS:
            yield f"{space}{entry.name}"


def addresses(name: str, given: Given, language: str) -> list[str]:
    with override(language):
        return [reverse(name, args=args) for args in _arguments(name, given)]


def _arguments(name: str, given: Given) -> list[list[Any]]:
    parts: dict[str, list[list[Any]]] = {
        "demos:analyzer-detail": [[key] for key in KEYS],
        "catalogue:offering-detail": [["finsec-platform"], ["payment-flow-analysis"]],
        "catalogue:favourite-save": [["finsec-platform"]],
        "feedback:review-list": [["finsec-platform"]],
        "feedback:review-write": [["finsec-platform"]],
        "catalogue:provider-detail": [["finsec"]],
        "enquiries:enquiry-ask": [["finsec-platform"]],
        "enquiries:enquiry-ask-provider": [["finsec"]],
        "procurement:evidence-detail": [["finsec-platform"]],
        "portal:transparency-period": [["2026-q1"]],
        "demos:upload-create": [["payment-flows"]],
        "desk:figures-detail": [[ORGANISATION.lower()]],
        "desk:submission-detail": [[given.submission]],
        "desk:submission-edit": [[given.submission]],
        "desk:submission-media": [[given.submission]],
        "enquiries:enquiry-detail": [[given.enquiry]],
        "procurement:register-detail": [[given.shortlist]],
        "procurement:shortlist-detail": [[given.shortlist]],
        "demos:run-prepare": [["payment-flows", given.upload]],
        "demos:run-detail": [[run] for run in given.runs.values()],
        "accounts:organisation-detail": [[ORGANISATION.lower()]],
        "demos:finding-detail": [[given.runs["done"], 0]],
        "demos:shared-run": [[given.token]],
        "demos:shared-finding": [[given.token, 0]],
    }
    return parts.get(name, [[]])
