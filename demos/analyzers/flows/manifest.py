"""How the flow analyzer introduces itself: fields, parameters and texts."""

from __future__ import annotations

from common.words import mark
from demos.analyzers.contract import Field, Kind, Manifest, Parameter

_FIELDS = (
    Field(
        "sender",
        mark("Sending account"),
        mark("The account that pays."),
        (Kind.IDENTIFIER, Kind.CATEGORY, Kind.NUMBER, Kind.TEXT),
        required=True,
        aliases=(
            *("sender", "from", "source", "debtor", "payer", "originator", "ordering", "nameorig", "sourcenodeid"),
            *("fromaccount", "senderaccount", "sourceaccount", "debtoraccount", "debtoriban", "origacct", "origid"),
        ),
    ),
    Field(
        "receiver",
        mark("Receiving account"),
        mark("The account that is paid."),
        (Kind.IDENTIFIER, Kind.CATEGORY, Kind.NUMBER, Kind.TEXT),
        required=True,
        aliases=(
            *(
                "receiver",
                "to",
                "target",
                "creditor",
                "payee",
                "beneficiary",
                "namedest",
                "targetnodeid",
                "destination",
            ),
            *("toaccount", "receiveraccount", "targetaccount", "creditoraccount", "creditoriban", "beneacct", "destid"),
        ),
    ),
    Field(
        "time",
        mark("Time"),
        mark("When the payment was made: a date with time, or a step that counts upwards."),
        (Kind.TIME, Kind.NUMBER),
        required=True,
        aliases=(
            "time",
            "timestamp",
            "datetime",
            "date",
            "step",
            "bookedat",
            "bookingdate",
            "valuedate",
            "trantimestamp",
        ),
    ),
    Field(
        "amount",
        mark("Amount"),
        mark("What was paid. Without it the shape of the flows alone is judged."),
        (Kind.NUMBER,),
        aliases=("amount", "value", "sum", "baseamt", "amountpaid", "transactionamount", "txamount"),
    ),
)

_PARAMETERS = (
    Parameter(
        "threshold",
        mark("Reporting threshold"),
        mark("Several payments just under this amount count as structuring."),
        10_000.0,
        minimum=0.01,
    ),
    Parameter(
        "window",
        mark("Window in days or steps"),
        mark("How close in time payments must be to belong together. 0 takes it from the data."),
        0.0,
        minimum=0.0,
        maximum=3650.0,
    ),
    Parameter(
        "ignore_amounts",
        mark("Shape only"),
        mark("Judge who pays whom and when, and leave amounts aside."),
        default=False,
    ),
    Parameter(
        "budget",
        mark("Review budget"),
        mark("How many findings can be looked at. The strongest are kept."),
        100,
        minimum=1,
        maximum=500,
    ),
    Parameter(
        "seed",
        mark("Seed"),
        mark("Start of the random order of times against which rings are judged."),
        0,
        minimum=0,
        maximum=2**31 - 1,
    ),
)

MANIFEST = Manifest(
    key="payment-flows",
    version="1.0",
    title=mark("Payment flows"),
    summary=mark(
        "Follows money between accounts and points at rings, fan-in, fan-out, rapid movement, split payments and "
        "accounts that wake up, each judged against chance and against the account's own past."
    ),
    asset=mark("account"),
    fields=_FIELDS,
    parameters=_PARAMETERS,
)
