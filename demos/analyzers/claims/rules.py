"""The red flags: what each means, what it weighs, and where it is published.

Weights are judgements in quarter points, not fitted. Sources: [A] Artís, Ayuso and Guillén 2002, Journal of Risk and
Insurance 69; [B] Belhadji, Dionne and Tarkhani 2000, Geneva Papers 25; [D] Dionne and Gagné 2001, Review of Economics
and Statistics 83 (deductibles) and 2002, Journal of Risk and Uncertainty 24 (replacement cost cover); [I] IAIS 2011,
Application paper on fraud in insurance, appendix D; [N] NICB fraud indicators; [V] Viaene, Derrig, Baesens and Dedene
2002, Journal of Risk and Insurance 69.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from common.words import mark


@dataclass(frozen=True, slots=True)
class Says:
    """Flagged where the text matches ``flagged``; ``other`` are texts that are understood and harmless."""

    flagged: re.Pattern[str]
    other: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class AtMost:
    """Flagged where the upper end of the value (days, or a count) is at most ``limit``."""

    limit: float


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Flagged where the lower end of the value is at least ``limit``, or at least that quantile of the file."""

    limit: float = float("nan")
    quantile: float = float("nan")


@dataclass(frozen=True, slots=True)
class AboveUsual:
    """Flagged where the value is above the file's most frequent one."""


Test: TypeAlias = "Says | AtMost | AtLeast | AboveUsual"


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag. ``message`` has %(column)s, %(value)s and %(share)s, the share of claims that say the same."""

    key: str
    concept: str
    weight: float
    test: Test
    message: str
    title: str
    source: str


def _says(flagged: str, other: str) -> Says:
    return Says(re.compile(flagged), re.compile(other))


_NO = r"^(no|n|none|false|0|0\.0|not .*|nein|non|ninguno|without.*|missing)$"
_YES = r"^(yes|y|true|[1-9]\d*(\.0)?|police|ambulance|fire|other|ja|oui|si|sì|sí|with.*|filed|present)$"
_FULL = r"all.?perils|comprehensive|fully|\bfull\b|vollkasko|all.?risks?|tous risques|todo riesgo|kasko$"
_OWN = r"collision|own.?damage|teilkasko|partial|theft"
_LIABILITY = r"liability|third|\btpl\b|\bbasic\b|haftpflicht|\brc\b|\bmtpl\b"

RULES: tuple[Rule, ...] = (
    Rule(
        "own-fault", "fault", 2.0,
        _says(r"policy ?holder|insured|\bown\b|self|claimant|^(yes|y|true|1|1\.0|at fault)$",
              r"third|other|counter|shared|^(no|n|false|0|0\.0|not at fault)$"),
        mark("%(column)s: %(value)s. The policy holder caused the loss, so nobody else can confirm or deny it. "
             "%(share)s of the claims say the same."),
        mark("Loss caused by the policy holder"), "A, B",
    ),
    Rule(
        "full-cover", "cover", 2.0, _says(_FULL, rf"{_OWN}|{_LIABILITY}"),
        mark("%(column)s: %(value)s. Full cover pays the policy holder's own damage, whatever the cause. "
             "%(share)s of the claims say the same."),
        mark("Full cover"), "A, D",
    ),
    Rule(
        "own-damage-cover", "cover", 1.25, _says(rf"^(?!.*({_FULL})).*({_OWN})", rf"{_FULL}|{_LIABILITY}"),
        mark("%(column)s: %(value)s. This cover pays the policy holder's own damage. "
             "%(share)s of the claims say the same."),
        mark("Cover of the own damage"), "A, D",
    ),
    Rule(
        "address-change", "address", 1.0, AtMost(3 * 365.25),
        mark("%(column)s: %(value)s. The address changed not long before the claim. "
             "%(share)s of the claims say the same."),
        mark("Recent change of address"), "N, I",
    ),
    Rule(
        "young-policy", "policy-age", 1.0, AtMost(30),
        mark("%(column)s: %(value)s. The loss came within a month of the start of the policy. "
             "%(share)s of the claims say the same."),
        mark("Loss soon after the start of the policy"), "A, I, N",
    ),
    Rule(
        "early-claim", "policy-claim", 0.5, AtMost(30),
        mark("%(column)s: %(value)s. The claim came within a month of the start of the policy. "
             "%(share)s of the claims say the same."),
        mark("Claim soon after the start of the policy"), "A, I, N",
    ),
    Rule(
        "no-police", "police", 0.5, _says(_NO, _YES),
        mark("%(column)s: %(value)s. There is no police report. %(share)s of the claims say the same."),
        mark("No police report"), "A, N",
    ),
    Rule(
        "no-witness", "witness", 0.25, _says(_NO, _YES),
        mark("%(column)s: %(value)s. Nobody else saw the loss. %(share)s of the claims say the same."),
        mark("No witness"), "A, N, V",
    ),
    Rule(
        "outside-agent", "channel", 0.25, _says(r"extern|broker|independent|online|walk",
              r"intern|own|tied|direct|branch"),
        mark("%(column)s: %(value)s. The policy was not sold by the insurer's own staff. "
             "%(share)s of the claims say the same."),
        mark("Sold by an outside agent"), "I",
    ),
    Rule(
        "many-claims", "past-claims", 0.25, AtLeast(4),
        mark("%(column)s: %(value)s. There were many earlier claims. %(share)s of the claims have as many."),
        mark("Many earlier claims"), "A, N, V",
    ),
    Rule(
        "high-deductible", "deductible", 0.5, AboveUsual(),
        mark("%(column)s: %(value)s. A deductible above the usual one tempts to overstate the loss. "
             "%(share)s of the claims have one."),
        mark("Deductible above the usual one"), "D",
    ),
    Rule(
        "late-report", "delay", 0.5, AtLeast(30),
        mark("%(column)s: %(value)s. The loss was reported a month late or more. "
             "%(share)s of the claims say the same."),
        mark("Late report"), "A, B, I",
    ),
    Rule(
        "weekend", "weekday", 0.25, _says(r"^(sat|sun|sam|son|dim|dom|sab|sáb)", r"^(mon|tue|wed|thu|fri)"),
        mark("%(column)s: %(value)s. The loss fell on a weekend. %(share)s of the claims say the same."),
        mark("Loss on a weekend"), "A",
    ),
    Rule(
        "remote", "area", 0.25, _says(r"rural|country|remote|non.?urban", r"urban|city|town|sub"),
        mark("%(column)s: %(value)s. The loss happened away from towns. %(share)s of the claims say the same."),
        mark("Loss away from towns"), "A",
    ),
    Rule(
        "high-value", "price", 0.5, AtLeast(quantile=0.9),
        mark("%(column)s: %(value)s. The insured value is among the highest. %(share)s of the claims have as much."),
        mark("Insured value among the highest"), "N",
    ),
    Rule(
        "severe-loss", "severity", 1.0, _says(r"total|major|severe|theft|stolen|burn",
              r"minor|trivial|small|medium|none"),
        mark("%(column)s: %(value)s. The loss is as large as it gets. %(share)s of the claims say the same."),
        mark("Severe or total loss"), "N, I",
    ),
)  # fmt: skip
