"""The result as a STIX 2.1 bundle, checked with OASIS's validator."""

import json

import pytest
from stix2validator import ValidationOptions, validate_string

from demos.exports import EXPORTS
from tests.demos.reporting import make_finding, make_report, tell, without_findings

# 103 asks for random identifiers, which would be new ones at each export; 302 for a hash of a web page that changes.
STRICT = ValidationOptions(version="2.1", strict=True, disabled="103,302", strict_types=False, enforce_refs=True)


def rendered(report):
    return EXPORTS["stix"].render(report, tell).decode()


def of_type(report, name):
    return [made for made in json.loads(rendered(report))["objects"] if made["type"] == name]


@pytest.mark.parametrize(
    "report",
    [
        make_report(asset_kind="account"),
        make_report(make_finding(asset="10.0.0.7"), make_finding(asset="2001:db8::1"), asset_kind="machine"),
        make_report(make_finding(asset="anna"), asset_kind="user"),
        make_report(make_finding(first_seen=None, last_seen=None, references=(), reasons=())),
        make_report(make_finding(asset="<b>\u202e=1"), link=""),
        without_findings(),
    ],
    ids=["accounts", "addresses", "users", "bare", "odd names", "nothing found"],
)
def test_the_bundle_is_valid_in_strict_mode(report):
    outcome = validate_string(rendered(report), STRICT)

    assert outcome.is_valid, [str(error) for error in outcome.errors]


def test_exporting_twice_gives_the_same_bundle():
    assert rendered(make_report()) == rendered(make_report())


def test_an_address_is_an_address_and_other_assets_are_defined_by_the_extension():
    report = make_report(make_finding(asset="10.0.0.7"), make_finding(asset="7719"))

    assert [made["value"] for made in of_type(report, "ipv4-addr")] == ["10.0.0.7"]
    (asset,) = of_type(report, "x-finsec-asset")
    (extension,) = of_type(report, "extension-definition")
    assert asset["name"] == "7719"
    assert list(asset["extensions"]) == [extension["id"]]


def test_known_attacks_are_sighted_once_a_finding():
    report = make_report(make_finding(), make_finding(asset="2043"))

    assert {attack["name"] for attack in of_type(report, "attack-pattern")} == {"T1657", "CAPEC-112"}
    assert len(of_type(report, "sighting")) == 4


def test_reasons_stand_in_a_note_with_severity_and_pattern():
    (note,) = of_type(make_report(), "note")

    assert "The receiver is new." in note["content"]
    assert note["labels"] == ["severity:critical", "pattern:cycle", "score:0.97"]
