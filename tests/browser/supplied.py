"""What the pages of the supply side show to the member of the browser tests: a draft, a thread, a list, much news."""

from __future__ import annotations

from accounts.models import Organisation, User
from catalogue.currency.readers import Reader
from catalogue.models import Provider
from catalogue.submitting import draft_offering
from common.words import say
from enquiries.models import Enquiry, Message, Side
from notices.models import Notice
from procurement.services.shortlists import freeze
from publishing.submissions.telling import DECIDED
from tests.factories import make_member

LONG = "A word that ends nowhere: " + "https://gates.example/" + "gate-" * 60


def make_supplied(organisation: Organisation, member: User) -> None:
    """The member writes for the organisation, answers for it, and buys for a bank."""
    provider = Provider.objects.get(organisation=organisation)
    draft_offering(provider=provider, person=member, title="Watch over gates, day and night", kind="service")
    asker = make_member("asker@bank.example")
    enquiry = Enquiry.objects.create(kind="quote", provider=provider, asker=asker)
    for side, author in ((Side.ASKER, asker), (Side.PROVIDER, member)) * 4:
        Message.objects.create(enquiry=enquiry, side=side, author=author, text=LONG)
    news = {"person": member, "kind": DECIDED, "model": "publishing.submission", "words": say("Look.").to_json()}
    Notice.objects.bulk_create(Notice(row=str(number), **news) for number in range(120))
    freeze(owner=member, slugs=["finsec-platform", "payment-flow-analysis"], reader=Reader("CHF"), title="Gates")
