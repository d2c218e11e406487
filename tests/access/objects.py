"""What addresses name: real objects, all of them the member's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client as Service
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from accounts.admin.organisations import signer
from accounts.consent.links import confirmation_url, unsubscribe_url
from accounts.consent.purposes import PURPOSES
from accounts.models import (
    ApiToken,
    ConsentRecord,
    ConsentRequest,
    DataExport,
    Invitation,
    Organisation,
    ServiceConnection,
    Source,
    User,
)
from audit.models import AuditEntry
from catalogue.currency.readers import Reader
from catalogue.models import Favourite, FavouriteShare, Offering, OfferingImport, Rate, RateRefresh
from catalogue.submitting import draft_offering
from common.objects import store
from common.words import say
from demos.analyzers.catalogue import manifest
from demos.analyzers.mapping import propose, roles_to_json
from demos.models import Run, ShareLink
from demos.samples import store_sample
from demos.services import keep_upload, share_run, start_run, start_sample_run
from enquiries.models import Attachment, Enquiry, Message
from enquiries.telling import MESSAGES
from feedback.models import FeedbackSwitches, Review
from jobs.models import Upload
from notices.links import end_url
from notices.models import Notice
from notices.services import tell
from notices.writing import Event
from procurement.services.shortlists import freeze
from publishing.services import hold
from tests.access.entries import Entry
from tests.access.people import ORGANISATION_ROLES
from tests.accounts.organisations import join, make_organisation
from tests.catalogue.listings import make_document, make_offering, make_provider, make_term
from tests.demos.done_runs import finish
from tests.desk.filling import propose_document
from tests.factories import make_token, sample_file
from tests.procurement.statements import make_certificate, make_statements
from tests.publishing.deciding import appeal, decide
from tests.publishing.submitting import make_in_review, make_submitted

KEY = "payment-flows"
INVITATION = "the-token-of-an-invitation"


class Objects:
    """The member's file, runs, share link and token, and how the parts of addresses name them."""

    def __init__(self, people: Mapping[str, User | None]) -> None:
        member = people["member"]
        assert member is not None
        self.parts: dict[str, Any] = {
            "id": member.pk, "app_label": "accounts", "url": "nothing/", "provider_id": "google", "section": "pages",
        }  # fmt: skip
        # The same part means another object in these; the first that an address's name begins with is taken.
        self.special: dict[str, dict[str, Any]] = {
            "account_reset_password_from_key": {"uidb36": "1", "key": "abc-def"},
        }
        self.queries: dict[str, str] = {}
        self._add_runs(member)
        self._add_account(member)
        self._add_organisation(member, people)
        self._add_consent(member)
        self._add_connection(member)
        self._add_listings(member)
        self._add_desk(member)
        self._add_procurement(member)
        self._add_administration(member)
        self._add_request(member)
        self._add_notice(member)
        self._add_decision()
        self._add_submission(member)
        self._add_review()

    def _add_runs(self, member: User) -> None:
        store_sample(KEY)
        upload = kept_upload(member)
        columns = {column["name"]: column["kind"] for column in upload.preview["columns"]}
        roles = roles_to_json(propose(manifest(KEY), columns))
        done = finish(start_run(upload=upload, algorithm=KEY, roles=roles, parameters={}))
        waiting = start_sample_run(algorithm=KEY, owner=member, visitor="")
        link: ShareLink = share_run(run=done, days=7)
        self.parts |= {
            "key": KEY, "kind": "json", "position": 0, "run_id": done.pk, "upload_id": upload.pk,
            "token": link.token, "link_id": link.pk, "content_type_id": ContentType.objects.get_for_model(Run).pk,
        }  # fmt: skip
        begun = OfferingImport.objects.create(job=waiting.job, name="offerings.csv", size=1)
        self.special |= {
            "admin:catalogue_offering_import": {"import_id": begun.pk},
            "demos:run-cancel": {"run_id": waiting.pk},
            "api:run-cancel": {"pk": waiting.pk},
            "api:run-": {"pk": done.pk},
            "api:upload-": {"pk": upload.pk},
            "admin:view_on_site": {"object_id": done.pk},
        }

    def _add_account(self, member: User) -> None:
        """Ways to sign in, signs of it, and a copy of the personal data."""
        make_token(member)
        device = UserSession.objects.create(user=member, ip="192.0.2.1", user_agent="a browser", session_key="another")
        passkey = kept_passkey(member)
        social = SocialAccount.objects.create(user=member, provider="google", uid="1")
        address = EmailAddress.objects.get(user=member)
        self.parts |= {
            "token_key": ApiToken.objects.filter(user=member).values_list("token_key", flat=True)[0],
            "export_id": kept_export(member).pk,
        }
        self.special |= {
            "mfa_": {"pk": passkey.pk},
            "accounts:device-end": {"pk": device.pk},
            "admin:account_emailaddress_": {"object_id": address.pk},
            "admin/account/emailaddress/": {"object_id": address.pk},
            "admin:mfa_authenticator_": {"object_id": passkey.pk},
            "admin/mfa/authenticator/": {"object_id": passkey.pk},
            "admin:usersessions_usersession_": {"object_id": device.pk},
            "admin/usersessions/usersession/": {"object_id": device.pk},
            "admin:socialaccount_socialaccount_": {"object_id": social.pk},
            "admin/socialaccount/socialaccount/": {"object_id": social.pk},
        }

    def _add_organisation(self, member: User, people: Mapping[str, User | None]) -> None:
        organisation = make_organisation(member)
        memberships = {name: join(organisation, role, people[name]) for name, role in ORGANISATION_ROLES.items()}
        invitation = Invitation.objects.create(
            organisation=organisation, email=member.email, role="viewer", invited_by=member,
            digest=Invitation.digest_of(INVITATION), expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        document = organisation.documents.get()
        self.parts["slug"] = organisation.slug
        self.special |= {
            "accounts:membership-": {"pk": memberships["org-viewer"].pk},
            "accounts:invitation-": {"pk": invitation.pk},
            "accounts:invitation": {"token": INVITATION},
            "admin:accounts_organisation_decide": {"verb": "suspend"},
            "admin:accounts_organisation_document": {"signed": signer.sign(str(document.pk))},
            "admin:accounts_organisation_": {"object_id": organisation.pk},
            "admin/accounts/organisation/": {"object_id": organisation.pk},
        }
        self.queries["admin:accounts_organisation_decide"] = f"?organisation={organisation.pk}"

    def _add_consent(self, member: User) -> None:
        wish = ConsentRequest.objects.create(
            person=member, purpose="newsletter", version=PURPOSES["newsletter"].version, text="Yes.", language="en",
            source=Source.PRIVACY_PAGE,
        )  # fmt: skip
        record = ConsentRecord.objects.create(
            person=member, purpose="terms", version=PURPOSES["terms"].version, text="Yes.", language="en",
            given=True, source=Source.REGISTRATION,
        )  # fmt: skip
        self.parts["purpose"] = "newsletter"
        self.special |= {
            "accounts:consent-confirm": {"token": token_in(confirmation_url(wish))},
            "accounts:unsubscribe": {"token": token_in(unsubscribe_url(member, PURPOSES["newsletter"]))},
            "admin:accounts_consentrecord_": {"object_id": record.pk},
            "admin/accounts/consentrecord/": {"object_id": record.pk},
        }

    def _add_connection(self, member: User) -> None:
        service = Service.objects.create(name="A service")
        connection = ServiceConnection.objects.create(person=member, client=service, allowed_at=timezone.now())
        self.special |= {
            "accounts:service-end": {"pk": connection.pk},
            "admin:allauth_idp_oidc_client_": {"object_id": service.pk},
            "admin/allauth_idp_oidc/client/": {"object_id": service.pk},
        }

    def _add_listings(self, member: User) -> None:
        offering, term = make_offering(), make_term("kinds", "solution", "Solution")
        document = make_document(offering)
        Favourite.objects.create(person=member, offering=offering)
        shared = FavouriteShare.objects.create(person=member)
        review = Review.objects.create(author=member, offering=offering, stars=4, text="Good.", language="en")
        FeedbackSwitches.objects.create(offering=offering)
        rate = Rate.objects.create(currency="CHF", day=timezone.now().date(), per_euro="0.95")
        refresh = RateRefresh.objects.create(outcome="failed", source="x", words={"message": "Nothing came."})
        self.special |= {
            "catalogue:card": {"kind": "offering", "slug": offering.slug, "digest": "of-other-words"},
            "catalogue:offering-": {"slug": offering.slug},
            "catalogue:favourite-": {"slug": offering.slug, "token": shared.token},
            "api:favourite-": {"slug": offering.slug},
            "catalogue:provider-": {"slug": offering.lead.slug},
            "api:offering-": {"slug": offering.slug},
            "feedback:": {"slug": offering.slug, "review_id": review.pk},
            "api:review-": {"pk": review.pk},
            "api:rating-": {"slug": offering.slug},
            "admin:feedback_review_": {"object_id": review.pk, "review_id": review.pk},
            "admin/feedback/review/": {"object_id": review.pk},
            "admin:feedback_feedbackswitches_": {"object_id": offering.pk},
            "admin/feedback/feedbackswitches/": {"object_id": offering.pk},
            "media:": {"media_id": document.pk, "name": document.files[0]["name"]},
            "api:provider-": {"slug": offering.lead.slug},
            "admin:catalogue_offering_": {"object_id": offering.pk, "number": 1},
            "admin/catalogue/offering/": {"object_id": offering.pk},
            "admin:catalogue_provider_": {"object_id": offering.lead.pk, "number": 1},
            "admin/catalogue/provider/": {"object_id": offering.lead.pk},
            "admin:catalogue_rate_": {"object_id": rate.pk},
            "admin/catalogue/rate/": {"object_id": rate.pk},
            "admin:catalogue_raterefresh_": {"object_id": refresh.pk},
            "admin/catalogue/raterefresh/": {"object_id": refresh.pk},
            "admin:catalogue_term_": {"object_id": term.pk, "number": 1},
            "admin/catalogue/term/": {"object_id": term.pk},
        }

        for row in (offering, offering.lead, term):
            hold(type(row), [row.pk])
        self.queries |= {f"admin:catalogue_{name}_compare": "?from=1" for name in ("offering", "provider", "term")}

    def _add_request(self, member: User) -> None:
        offering = Offering.objects.get()
        enquiry = Enquiry.objects.create(kind="quote", provider=offering.lead, offering=offering, asker=member)
        message = Message.objects.create(enquiry=enquiry, side="asker", author=member, text="How much is it?")
        file = Attachment.objects.create(message=message, owner=member, name="a.pdf", kind="application/pdf", size=5)
        store.put(file.key, b"%PDF-")
        self.special |= {
            "enquiries:enquiry-ask-provider": {"slug": offering.lead.slug},
            "enquiries:enquiry-ask": {"slug": offering.slug},
            "enquiries:": {"enquiry_id": enquiry.pk, "attachment_id": file.pk},
            "api:request-": {"pk": enquiry.pk, "attachment_id": file.pk},
        }

    def _add_submission(self, member: User) -> None:
        provider = make_provider("own", organisation=member.memberships.get().organisation)
        begun = draft_offering(provider=provider, person=member, title="A draft", kind="service")
        file = propose_document(begun, member)
        self.special |= {
            "desk:provider-create": {"slug": make_organisation(member).slug},
            "desk:proposal-open": {"slug": "a-draft"},
            "desk:submission-": {"pk": begun.pk, "step": "withdraw", "media_id": file.pk},
            "api:submission-": {"pk": begun.pk, "submission_id": begun.pk, "media_id": file.pk},
        }

    def _add_desk(self, member: User) -> None:
        """A provider in whose organisation the member is."""
        own = make_provider("desk", organisation=member.memberships.get().organisation)
        self.special |= {"desk:figures-": {"slug": own.slug}, "api:figures-": {"slug": own.slug}}

    def _add_decision(self) -> None:
        """A refusal of what the member's organisation has submitted, with an appeal."""
        organisation = Organisation.objects.get(slug=self.parts["slug"])
        submission = decide(
            "reject",
            make_in_review(make_provider("decided", organisation=organisation, website="https://decided.example")),
        )
        made = appeal(submission)
        self.special |= {
            "desk:submission-statement": {"pk": submission.pk, "number": submission.steps},
            "desk:submission-appeal": {"pk": submission.pk},
            "api:submission-appeal": {"pk": submission.pk},
            "admin:publishing_appeal_": {"object_id": made.pk, "appeal_id": made.pk},
            "admin/publishing/appeal/": {"object_id": made.pk},
            "admin:publishing_reasoneddecision_": {"object_id": made.decision_id},
            "admin/publishing/reasoneddecision/": {"object_id": made.decision_id},
            "portal:transparency-": {"name": "2026"},
        }

    def _add_notice(self, member: User) -> None:
        event = Event(Enquiry.objects.get(), lambda: say("There is an answer."), "/requests/")
        tell(kind=MESSAGES, people=[member], event=event)
        notice = Notice.objects.filter(person=member).latest("pk")
        self.special |= {
            "notices:unsubscribe": {"token": end_url(member, MESSAGES).split("/")[-2]},
            "notices:": {"pk": notice.pk},
            "api:notification-": {"pk": notice.pk},
        }

    def _add_procurement(self, member: User) -> None:
        offering = Offering.objects.published().latest("pk")
        frozen = freeze(owner=member, slugs=[offering.slug], reader=Reader())
        self.special |= {
            "procurement:evidence-": {"slug": offering.slug},
            "procurement:certificate-": {"file_id": make_certificate(offering).file_id},
            "procurement:register-": {"pk": frozen.pk, "name": "b_05.01.csv"},
            "procurement:shortlist-": {"pk": frozen.pk, "kind": "json"},
            "api:evidence-": {"slug": offering.slug},
            "api:shortlist-": {"pk": frozen.pk},
        }
        for row in make_statements(offering):
            name = row._meta.model_name
            self.special |= {
                f"admin:procurement_{name}_": {"object_id": row.pk},
                f"admin/procurement/{name}/": {"object_id": row.pk},
            }

    def _add_review(self) -> None:
        submission = make_submitted()
        self.special |= {
            "admin:publishing_submission_": {"object_id": submission.pk, "pk": submission.pk},
            "admin/publishing/submission/": {"object_id": submission.pk},
        }

    def _add_administration(self, member: User) -> None:
        group = Group.objects.create(name="a group")
        entry = AuditEntry.objects.about_person(member.pk).latest("pk")
        self.special |= {
            "admin:auth_group_": {"object_id": group.pk},
            "admin/auth/group/": {"object_id": group.pk},
            "admin:accounts_user_": {"object_id": member.pk, "verb": "deactivate"},
            "admin/accounts/user/": {"object_id": member.pk},
            "admin:audit_auditentry_": {"object_id": entry.pk},
            "admin/audit/auditentry/": {"object_id": entry.pk},
        }

    def query_of(self, entry: Entry) -> str:
        """What an address needs behind its path."""
        return self.queries.get(entry.name, "")

    def parts_of(self, entry: Entry) -> Mapping[str, Any]:
        special = next((parts for start, parts in self.special.items() if entry.name.startswith(start)), {})
        return self.parts | special


def token_in(url: str) -> str:
    """The last part of the address in a mail."""
    return url.rstrip("/").rpartition("/")[2]


def kept_passkey(owner: User) -> Authenticator:
    """A passkey as a browser registers it; nobody holds its private key."""
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    attested = AttestedCredentialData.create(b"\0" * 16, b"a passkey", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    shown = AuthenticatorData.create(b"\0" * 32, flags, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", shown, {})),
    }
    name = websafe_encode(b"a passkey")
    credential = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
    data = {"name": "a key", "credential": credential}
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data=data)


def kept_export(owner: User) -> DataExport:
    """A copy of the owner's data that is ready."""
    until = timezone.now() + timedelta(days=1)
    export = DataExport.objects.create(person=owner, status=DataExport.Status.DONE, expires_at=until, size=2)
    store.put(export.key, b"{}")
    return export


def kept_upload(owner: User) -> Upload:
    """The analyzer's own sample as a file of the owner's: it has something to find."""
    content = sample_file(KEY).read()
    with TemporaryUploadedFile("payments.csv", "text/csv", len(content), None) as file:
        file.write(content)
        file.flush()
        return keep_upload(owner=owner, file=file)
