"""How the payment fraud analyzer introduces itself: fields, parameters and texts."""

from __future__ import annotations

from common.words import mark
from demos.analyzers.contract import Field, Kind, Manifest, Parameter

_NAMES = (Kind.IDENTIFIER, Kind.CATEGORY, Kind.NUMBER, Kind.TEXT)

_FIELDS = (
    Field(
        "customer",
        mark("Card or account"),
        mark("Who pays: the card, account or customer. Its own history is what each payment is compared with."),
        _NAMES,
        required=True,
        aliases=(
            *("customer", "customerid", "card", "cardid", "cardnumber", "ccnum", "pan", "account", "client"),
            *(
                "accountnumber",
                "accountid",
                "clientid",
                "userid",
                "user",
                "payer",
                "cardholder",
                "iban",
                "nameorig",
                "card1",
            ),
        ),
    ),
    Field(
        "amount",
        mark("Amount"),
        mark("What was paid, in one currency. Refunds may be negative."),
        (Kind.NUMBER,),
        required=True,
        aliases=(
            *("amount", "amt", "txamount", "transactionamount", "transactionamt", "value", "sum", "amountpaid"),
            *("price", "paymentamount", "purchaseamount", "betrag", "montant", "importo", "importe"),
        ),
    ),
    Field(
        "time",
        mark("Time"),
        mark("When it was paid: a date with time, or a number of seconds or days that counts upwards."),
        (Kind.TIME, Kind.NUMBER),
        required=True,
        aliases=(
            *("txdatetime", "datetime", "timestamp", "time", "date", "transactiontime", "transactiondate"),
            *("transdatetranstime", "paidat", "bookedat", "transactiondt", "step", "txtimeseconds", "txtimedays"),
        ),
    ),
    Field(
        "terminal",
        mark("Terminal or counterparty"),
        mark("Where it was paid: the terminal, cash machine, merchant or receiving account."),
        _NAMES,
        aliases=(
            *("terminal", "terminalid", "merchant", "merchantid", "counterparty", "atm", "atmid", "pos", "shop"),
            *("posid", "payee", "beneficiary", "receiver", "receiverid", "merchantname", "namedest", "store"),
        ),
    ),
    Field(
        "features",
        mark("Further columns"),
        mark("Columns that may tell fraud where labels are given, such as channel or country. Used only if chosen."),
        (Kind.NUMBER, Kind.CATEGORY),
        many=True,
    ),
)

_PARAMETERS = (
    Parameter(
        "budget",
        mark("Review budget"),
        mark("How many payments can be looked at. At most this many are reported."),
        100,
        minimum=1,
        maximum=10_000,
    ),
    Parameter(
        "label_delay_days",
        mark("Label delay in days"),
        mark("How long after a payment it becomes known whether it was fraud. Labels younger than this are not used."),
        7.0,
        minimum=0.0,
        maximum=365.0,
    ),
    Parameter(
        "seed",
        mark("Seed"),
        mark("Start of the random choices in learning from labels."),
        0,
        minimum=0,
        maximum=2**31 - 1,
    ),
)

MANIFEST = Manifest(
    key="payment-fraud",
    version="1.0",
    title=mark("Payment fraud"),
    summary=mark(
        "Compares each payment with what its card usually spends, with what cards spend at all and with what else "
        "happened on the card and at the terminal. Where frauds are labelled, it learns from them."
    ),
    asset=mark("card or terminal"),
    fields=_FIELDS,
    parameters=_PARAMETERS,
    learns_from_labels=True,
)
