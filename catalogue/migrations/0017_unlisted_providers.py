"""The search finds the page that an organisation opened once something of it is published: see Provider.objects.shown."""

from dataclasses import replace
from importlib import import_module

from django.db import migrations

from search.tables import Related, index_table

DECLARED = import_module("catalogue.migrations.0010_search_index")
# Only providers of organisations depend on what is published: the others are never held by who writes an offering.
OPENED = "JOIN catalogue_provider p ON p.id = s.provider_id AND p.organisation_id IS NOT NULL"
PUBLISHED = (
    "EXISTS (SELECT FROM catalogue_offeringprovider s JOIN catalogue_offering f ON f.id = s.offering_id "
    "WHERE s.provider_id = o.id AND f.state = 'published')"
)
PROVIDER = replace(
    DECLARED.PROVIDER,
    columns=(*DECLARED.PROVIDER.columns, "organisation_id"),
    shown=f"{DECLARED.PROVIDER.shown} AND (o.organisation_id IS NULL OR {PUBLISHED})",
    related=(
        Related("catalogue_offeringprovider", ("offering_id", "provider_id"),
                f"SELECT DISTINCT s.provider_id FROM changed s {OPENED}"),
        Related("catalogue_offering", ("state",),
                "SELECT DISTINCT s.provider_id FROM catalogue_offeringprovider s JOIN changed c ON c.id = s.offering_id "
                f"{OPENED}"),
    ),
)  # fmt: skip
BEFORE, NOW = index_table(DECLARED.PROVIDER), index_table(PROVIDER)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0016_organisation"), ("search", "0002_pending")]

    operations = [migrations.RunSQL(BEFORE.reverse_sql, BEFORE.sql), NOW]
