"""The report as PDF, read back as text."""

import io
import re

import pypdf
import pytest

from common.words import say
from demos.analyzers.contract import Severity
from demos.exports import EXPORTS
from tests.demos.reporting import make_finding, make_report, tell, without_findings


def opened(report):
    return pypdf.PdfReader(io.BytesIO(EXPORTS["pdf"].render(report, tell)))


def text_of(report):
    pages = " ".join(page.extract_text() for page in opened(report).pages)
    return re.sub(r"\s+", " ", pages.replace("\u200b", ""))


def test_report_says_what_was_found_why_and_what_to_do():
    text = text_of(make_report())

    for part in (
        "11 accounts pass money in circles.",
        "Account 7719 closes a ring",
        "141,900.00 came back within 5 hours.",
        "Hold outgoing payments of this account.",
        "7 Apr 2026, 09:30:00",
        "Three rows without an amount were left out.",
        "87.0%",
        "T1657",
    ):
        assert part in text, part


def test_report_has_title_author_language_and_tags():
    document = opened(make_report(language="de"))

    assert document.metadata.title == "Payment flows: payments-april.csv"
    assert document.metadata.author == "FINSEC Market"
    assert document.trailer["/Root"]["/Lang"] == "de"
    assert "/StructTreeRoot" in document.trailer["/Root"]


def test_pages_are_a4_and_numbered():
    document = opened(make_report(*[make_finding()] * 12))

    width, height = document.pages[0].mediabox.width, document.pages[0].mediabox.height
    assert (round(width), round(height)) == (595, 842)
    assert f"2 / {len(document.pages)}" in document.pages[1].extract_text()


@pytest.mark.parametrize("text", ["Ο λογαριασμός κλείνει κύκλο", "Größenänderung über 5 €", "Città perché naïve ñ"])
def test_letters_of_all_six_languages_are_drawn(text):
    assert text in text_of(make_report(make_finding(title=say("%(text)s", text=text))))


@pytest.mark.parametrize("name", ['#eval("1+1")', "$x$ *bold* _it_", "\\ @label <tag>", '[#read("/etc/passwd")]'])
def test_data_are_never_read_as_markup(name):
    assert name in text_of(make_report(make_finding(title=say("%(name)s", name=name), asset=name)))


def test_long_names_stay_on_the_page():
    long = "A" * 400

    text = text_of(make_report(make_finding(asset=long, title=say("Account %(name)s", name=long)), file_name=long))

    assert text.replace(" ", "").count("A" * 400) >= 2


def test_report_without_findings_says_so():
    assert "Nothing in this file stands out." in text_of(without_findings())


def test_five_hundred_findings_are_all_there():
    findings = [
        make_finding(asset=f"asset-{number}", title=say("Asset %(n)s", n=f"no. {number}.")) for number in range(500)
    ]

    pages = opened(make_report(*findings)).pages

    assert "no. 0." in pages[0].extract_text()
    assert "no. 499." in " ".join(page.extract_text() for page in pages[-6:])


def test_severities_are_counted_in_words_too():
    report = make_report(make_finding(), make_finding(), make_finding(severity=Severity.LOW))

    text = text_of(report)

    assert "Critical 2" in text
    assert "Low 1" in text


def test_the_same_report_gives_the_same_bytes():
    assert EXPORTS["pdf"].render(make_report(), tell) == EXPORTS["pdf"].render(make_report(), tell)
