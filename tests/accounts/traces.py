"""What the pages of other people, providers elsewhere and the administration know about a person."""

from __future__ import annotations

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.consent.purposes import PURPOSES
from accounts.models import MailingCopy, Organisation, User
from accounts.models.consent import Source
from accounts.roles import REVIEWER
from accounts.services import consent
from accounts.services.organisations import apply, authorise, invite
from catalogue.currency.readers import Reader
from catalogue.importing.starting import KIND
from catalogue.models import Favourite, FavouriteShare, ImportedRow, Offering, OfferingImport
from catalogue.submitting import draft_offering
from common.objects import store
from common.words import say
from enquiries.models import Attachment, Attendance, ContactShare, Enquiry, Message, ReadMark, Side
from enquiries.telling import MESSAGES
from feedback.models import Decision, HelpfulVote, Reply, Report, Review, ReviewVersion
from jobs.services import enqueue_job
from notices.models import Channel
from notices.services import choose_channels, choose_time, tell
from notices.writing import Event
from procurement.services.shortlists import freeze
from publishing.appeals.services import decide_appeal
from publishing.services import Signature, record
from publishing.submissions.proposals import write_proposal
from publishing.submissions.reviewing import decide
from publishing.submissions.services import submit
from tests.accounts.organisations import (
    details,
    document,
    join,
    make_administrator,
    make_applied,
    make_organisation,
    owner_of,
)
from tests.catalogue.listings import make_offering, make_provider
from tests.factories import make_member
from tests.procurement.statements import make_certificate
from tests.publishing.deciding import appeal
from tests.publishing.deciding import decide as refused_by
from tests.publishing.submitting import TEXTS, make_reviewer, make_submitted


def leave_traces(person: User, mark: str) -> None:
    """Rows of every model that tells about a person beside the account and its analyses."""
    _agree(person)
    _have_ways_to_sign_in(person, mark)
    _own_an_organisation(person)
    _be_invited(person)
    _decide(person)
    _list_something(person)
    _use_the_catalogue(person, mark)
    _say_something_about_it(person, mark)
    _ask_and_answer(person, mark)
    _be_told(person, mark)


def _agree(person: User) -> None:
    for key in ("terms", "newsletter"):
        consent.give(person=person, purpose=key, source=Source.PRIVACY_PAGE, version=PURPOSES[key].version)
    MailingCopy.objects.create(mailing="news", person=person)


def _have_ways_to_sign_in(person: User, mark: str) -> None:
    RecoveryCodes.activate(person)
    account = SocialAccount.objects.create(
        user=person, provider="google", uid=f"uid-{mark}", extra_data={"email": person.email}
    )
    app = SocialApp.objects.create(provider="google", name="Google", client_id="market")
    SocialToken.objects.create(app=app, account=account, token=f"token-{mark}")


def _own_an_organisation(person: User) -> None:
    """With a second owner, or the person could not go."""
    organisation = Organisation(**details(contact_email=person.email.upper()))
    apply(applicant=person, organisation=organisation, documents=[document()])
    join(organisation, "owner")
    authorise(organisation=organisation, actor=make_administrator())
    organisation.refresh_from_db()
    invite(organisation=organisation, actor=person, email="invited@home.example", role="viewer")


def _list_something(person: User) -> None:
    """Submit a listing of the own organisation, and look at one of another's as a reviewer of that time."""
    organisation = Organisation.objects.get(memberships__person=person, memberships__role="owner")
    provider = make_provider("own-of-traces", organisation=organisation, website="https://own.example")
    own = draft_offering(provider=provider, person=person, title="Gate watch", kind="service")
    write_proposal(submission=own, person=person, values=TEXTS, seen=own.digest)
    submit(submission=own, person=person)
    decide(step="reject", submission=own, person=make_reviewer(), reason="It shows no gates.")
    appeal(own, person=person)
    reviewers = Group.objects.get(name=REVIEWER)
    person.groups.add(reviewers)
    decide(step="reject", submission=make_submitted(), person=person, reason="It sells flowers.")
    decide_appeal(appeal=appeal(refused_by("reject")), person=person, overturns=False, reason="It still sells flowers.")
    person.groups.remove(reviewers)


def _be_invited(person: User) -> None:
    organisation = make_organisation()
    invite(organisation=organisation, actor=owner_of(organisation), email=person.email, role="viewer")


def _decide(person: User) -> None:
    """As they did while they were an administrator."""
    organisation = make_applied()
    Organisation.objects.filter(pk=organisation.pk).update(
        state="authorised", decided_by=person, decided_at="2026-11-01T00:00Z"
    )


def _use_the_catalogue(person: User, mark: str) -> None:
    """Save and share an offering, import another, and change one."""
    offering = make_offering("of-traces")
    Favourite.objects.create(person=person, offering=offering, note=mark)
    FavouriteShare.objects.create(person=person)
    job, _created = enqueue_job(kind=KIND, owner=person)
    begun = OfferingImport.objects.create(job=job, name=f"{mark}.csv", size=len(mark))
    store.put(begun.key, mark.encode())
    refused = [{"column": "slug", "message": mark}]
    ImportedRow.objects.create(source=begun, row=1, slug=mark, outcome=ImportedRow.Outcome.REFUSED, messages=refused)
    record(Offering, [offering.pk], Signature(person))
    freeze(owner=person, slugs=[offering.slug], reader=Reader(), note=mark)
    make_certificate(offering, keeper=person)


def _say_something_about_it(person: User, mark: str) -> None:
    """Review, vote, report, reply and decide. The words of what others rely on stay, without a name."""
    offering = Offering.objects.get(slug="of-traces")
    own = Review.objects.create(
        offering=offering, author=person, byline=f"{mark} L.", stars=4, text="Good.", language="en"
    )
    other = Review.objects.create(offering=offering, stars=2, text="Bad.", language="en")
    ReviewVersion.objects.create(review=own, person=person, stars=4, text=f"Good. {mark}", language="en")
    HelpfulVote.objects.create(review=other, person=person)
    Report.objects.create(review=other, person=person, ground="insult", note=mark)
    Reply.objects.create(review=other, person=person, provider=offering.lead, text="Sorry.", language="en")
    for review in (own, other):
        Decision.objects.create(review=review, moderator=person, verb="keep")


def _ask_and_answer(person: User, mark: str) -> None:
    """A request with a file and contact data, and an answer to somebody else's."""
    offering = Offering.objects.get(slug="of-traces")
    for asker, side in ((person, Side.ASKER), (None, Side.PROVIDER)):
        enquiry = Enquiry.objects.create(kind="quote", provider=offering.lead, offering=offering, asker=asker)
        text = f"{person.get_full_name()}, {person.email}"
        message = Message.objects.create(enquiry=enquiry, side=side, author=person, text=text)
        file = Attachment.objects.create(message=message, owner=person, name=f"{mark}.pdf", kind="x", size=len(mark))
        store.put(file.key, mark.encode())
        if asker:
            Message.objects.create(enquiry=enquiry, side=Side.PROVIDER, text="We answer.")
        ReadMark.objects.create(enquiry=enquiry, person=person, message_id=message.pk)
        ContactShare.objects.create(
            enquiry=enquiry, person=person, shared={"email": person.email}, text="Yes.", language="en"
        )
    for asker, confirmed_by in ((person, None), (make_member(), person)):
        booked = Enquiry.objects.create(kind="consulting", provider=offering.lead, offering=offering, asker=asker)
        Attendance.objects.create(enquiry=booked, held_on=timezone.localdate(), confirmed_by=confirmed_by)


def _be_told(person: User, mark: str) -> None:
    """With an hour and a way of their own."""
    event = Event(Enquiry.objects.filter(asker=person)[0], lambda: say("There is %(what)s.", what=mark))
    choose_channels(person=person, chosen={MESSAGES: Channel.DIGEST})
    choose_time(person=person, hour=9, zone="Europe/Athens")
    tell(kind=MESSAGES, people=[person], event=event)
