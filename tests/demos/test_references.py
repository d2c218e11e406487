"""References of findings lead to public catalogues."""

import pytest

from demos.references import reference, references


@pytest.mark.parametrize(
    ("key", "label", "url"),
    [
        ("attack:T1110", "T1110", "https://attack.mitre.org/techniques/T1110/"),
        ("attack:T1110.003", "T1110.003", "https://attack.mitre.org/techniques/T1110/003/"),
        ("capec:112", "CAPEC-112", "https://capec.mitre.org/data/definitions/112.html"),
        ("cwe:307", "CWE-307", "https://cwe.mitre.org/data/definitions/307.html"),
    ],
)
def test_a_key_leads_to_its_page(key, label, url):
    found = reference(key)

    assert found is not None
    assert (found.label, found.url) == (label, url)


@pytest.mark.parametrize("key", ["", "attack:", "attack:T1110/../..", "cwe:<b>", "javascript:alert(1)", "other:1"])
def test_what_names_no_catalogue_leads_nowhere(key):
    assert reference(key) is None
    assert references([key, "cwe:1"]) == references(["cwe:1"])
