"""The index takes many changed offerings at once: see search/0002_pending. Labels are found by their keys."""

from dataclasses import replace
from importlib import import_module

from django.db import migrations

from search.tables import say_anew

DECLARED = import_module("catalogue.migrations.0010_search_index")
OFFERING_LABELS = (
    "(SELECT string_agg(coalesce(nullif(t.label_{code}, ''), t.label_en), ' ' ORDER BY t.vocabulary, t.position) "
    "FROM (VALUES ('kinds', ARRAY[o.kind]), ('audiences', o.audience), ('sectors', o.sectors), ('domains', o.domains), "
    "('standards', o.standards), ('deployments', o.deployment)) named (vocabulary, keys) "
    "CROSS JOIN LATERAL unnest(named.keys) word JOIN catalogue_term t ON t.vocabulary = named.vocabulary AND t.key = word)"
)
OFFERING = replace(
    DECLARED.OFFERING,
    keywords="concat_ws(' ', array_to_string(o.tags, ' '), array_to_string(o.standards, ' '), "
    f"{DECLARED.PARTNERS}, {OFFERING_LABELS})",
)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0013_media_stay"), ("search", "0002_pending")]

    operations = [say_anew(OFFERING), say_anew(DECLARED.PROVIDER)]
