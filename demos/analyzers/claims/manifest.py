"""What the claim analyzer wants to know of a file."""

from __future__ import annotations

from common.words import mark
from demos.analyzers.contract import Field, Kind, Manifest, Parameter

_PARTY_HELP = mark("Optional. Claims are compared between these parties.")
_NAMED = (Kind.IDENTIFIER, Kind.CATEGORY)
PARTIES = ("handler", "repairer", "agent")

FIELDS = (
    Field(
        "claim", mark("Claim number"), mark("Names each claim in the findings."), (Kind.IDENTIFIER,),
        aliases=("claimid", "claimno", "claimnumber", "claimref", "claimreference", "lossid", "schadennummer"),
    ),
    Field(
        "claimant", mark("Claimant"), mark("Who claims. Repeated claims by one person stand out."), _NAMED,
        aliases=("claimantid", "customerid", "insuredid", "policyholderid", "clientid", "holderid", "personid"),
    ),
    Field(
        "policy", mark("Policy number"), mark("Optional. Never used as a feature."), (Kind.IDENTIFIER,),
        aliases=("policyid", "policyno", "policynumber", "contractid", "contractnumber", "policyref"),
    ),
    Field(
        "time", mark("Time of the loss"), mark("Orders the claims and dates the findings."), (Kind.TIME,),
        aliases=("accidentdate", "incidentdate", "lossdate", "dateofloss", "lossoccurred", "eventdate", "claimdate"),
    ),
    Field(
        "amount", mark("Amount claimed"), mark("Compared with claims of the same kind."), (Kind.NUMBER,),
        aliases=("claimamount", "amountclaimed", "totalclaimamount", "lossamount", "claimvalue", "sumclaimed"),
    ),
    Field(
        "handler", mark("Claim handler"), _PARTY_HELP, (*_NAMED, Kind.NUMBER),
        aliases=("handlerid", "repnumber", "adjuster", "adjusterid", "claimhandler", "representative", "caseworker"),
    ),
    Field(
        "repairer", mark("Repairer"), _PARTY_HELP, _NAMED,
        aliases=("repairerid", "garage", "garageid", "workshop", "bodyshop", "repairshop", "provider", "providerid"),
    ),
    Field(
        "agent", mark("Agent or broker"), _PARTY_HELP, _NAMED,
        aliases=("agentid", "agentcode", "broker", "brokerid", "intermediaryid"),
    ),
    Field(
        "features", mark("What is known of the claim"),
        mark("Columns to judge a claim by. Where none is chosen, all usable ones are taken."),
        (Kind.NUMBER, Kind.CATEGORY, Kind.TIME, Kind.TEXT), many=True,
    ),
)  # fmt: skip

MANIFEST = Manifest(
    key="claim-fraud",
    version="1.0.0",
    title=mark("Insurance claim fraud"),
    summary=mark(
        "Ranks insurance claims for review. Without labels it applies published red flags and compares each claim "
        "with its peers; with labels it learns which claims turned out to be fraud."
    ),
    asset=mark("claim"),
    fields=FIELDS,
    parameters=(
        Parameter("seed", mark("Seed"), mark("The same seed gives the same result."), 1, minimum=0, maximum=2**31 - 1),
        Parameter(
            "budget", mark("Review budget"), mark("How many claims your team can look at."), 100,
            minimum=1, maximum=100_000,
        ),
        Parameter(
            "protected", mark("Use sex, age and marital status"),
            mark("Off by default: personal attributes that the law protects do not enter the score."), default=False,
        ),
    ),
    learns_from_labels=True,
)  # fmt: skip
