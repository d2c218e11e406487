"""The result as JSON, checked with the schema that goes with it."""

import json

import jsonschema
import pytest

from demos.exports import EXPORTS
from demos.exports.json_file import SCHEMA
from tests.demos.reporting import make_finding, make_report, tell, without_findings


def document(report):
    return json.loads(EXPORTS["json"].render(report, tell))


@pytest.mark.parametrize("report", [make_report(), without_findings()], ids=["with findings", "without findings"])
def test_the_document_is_what_the_schema_says(report):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(document(report), schema, format_checker=jsonschema.FormatChecker())


def test_every_text_is_told_and_kept_as_a_message():
    headline = document(make_report())["headline"]

    assert headline["text"] == "11 accounts pass money in circles."
    assert headline["message"] == "One account passes money in a circle."
    assert headline["count"] == 11


def test_rows_count_from_one_and_severity_has_a_name_for_machines():
    finding = document(make_report())["findings"][0]

    assert finding["rows"] == [4, 7, 9]
    assert (finding["severity"], finding["severity_key"]) == (5, "critical")


def test_letters_of_every_script_stay_readable():
    assert "Ελλάδα".encode() in EXPORTS["json"].render(make_report(make_finding(asset="Ελλάδα")), tell)
