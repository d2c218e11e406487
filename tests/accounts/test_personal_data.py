"""Every model and every field is declared, once, by the app that has it."""

import pytest
from django.contrib.auth.models import Group
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import ApiToken, User
from accounts.personal import NoPersonalData, checking, registry
from accounts.personal.checking import objections
from accounts.personal.registry import elsewhere, personal_data
from catalogue.models import Provider
from jobs.models import Job


@pytest.fixture
def own_registry(monkeypatch):
    """Let a test declare without telling the others."""
    declared = list(registry._declared)
    monkeypatch.setattr(registry, "_declared", declared)
    return declared


def test_every_model_and_every_field_is_declared():
    assert not objections(), "\n" + "\n".join(objections())


def test_an_undeclared_model_is_named_with_the_line_to_write(own_registry):
    with isolate_apps("jobs"):

        class Note(models.Model):  # noqa: DJ008 - it lives for this test
            owner = models.ForeignKey("accounts.User", models.CASCADE)
            text = models.TextField()

            class Meta:
                app_label = "jobs"

        [sentence] = objections([Note])

    assert sentence.startswith("jobs.Note is not declared. Write in jobs/personal_data.py: declare(PersonalData(Note,")
    assert 'fields="id owner text"' in sentence


def test_a_new_field_of_a_declared_model_is_named(own_registry):
    [declared] = [one for one in own_registry if getattr(one, "model", None) is Job]
    own_registry.remove(declared)
    own_registry.append(registry.PersonalData(Job, declared.activity, person="owner", fields="id kind owner"))

    sentences = objections([Job])

    assert any('jobs.Job.visitor is not declared. Add "visitor"' in one for one in sentences)
    assert not any("jobs.Job.kind " in one for one in sentences)


def test_a_new_field_of_a_model_without_personal_data_is_named(own_registry):
    [declared] = [one for one in own_registry if getattr(one, "model", None) is Group]
    own_registry.remove(declared)
    own_registry.append(NoPersonalData(Group, "id"))

    assert [one for one in objections([Group]) if one.startswith("auth.Group.name is not declared.")]


def test_a_field_that_is_gone_is_named(own_registry):
    own_registry.append(NoPersonalData(Group, "id name colour"))

    assert any("auth.Group has no field colour." in one for one in objections([Group]))


def test_what_leads_to_a_person_cannot_be_declared_as_nothing(own_registry):
    own_registry.append(NoPersonalData(ApiToken, "user"))

    assert any("accounts.ApiToken.user leads to a person" in one for one in objections([ApiToken]))


def test_what_leads_to_a_person_cannot_be_declared_as_being_about_many(own_registry):
    own_registry.append(NoPersonalData(ApiToken, "user", of_all="user"))

    assert any("accounts.ApiToken.user leads to a person" in one for one in objections([ApiToken]))


def test_what_leads_to_an_organisation_can_be_declared_as_being_about_all_of_it(own_registry):
    own_registry.append(NoPersonalData(Provider, "organisation"))
    assert not any("catalogue.Provider.organisation leads" in one for one in objections([Provider]))
    own_registry[:] = [one for one in own_registry if getattr(one, "model", None) is not Provider]

    own_registry.append(NoPersonalData(Provider, "organisation"))

    assert any("catalogue.Provider.organisation leads" in one for one in objections([Provider]))


def test_other_packages_models_are_declared_by_accounts():
    assert checking._file_for(Group) == "accounts/personal_data.py"
    assert checking._file_for(Job) == "jobs/personal_data.py"


@pytest.mark.django_db
def test_every_declaration_finds_its_rows_and_says_why():
    nobody = User(pk=0, email="nobody@bank.example")

    for declared in personal_data():
        assert not declared.rows(nobody).exists()
        assert declared.activity.purpose
        assert declared.activity.kept
        assert all(str(why) for why in (*declared.secret.values(), *declared.none.values()))
    assert elsewhere()


def test_no_declaration_names_a_field_twice():
    for declared in personal_data():
        named = [*declared.exported, *" ".join([*declared.secret, *declared.none]).split()]
        assert len(named) == len(set(named)), declared.model._meta.label
