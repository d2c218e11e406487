from django.db import migrations

from search.tables import Related, Table, index_table

_LABELS = (
    "(SELECT string_agg(coalesce(nullif(t.label_{{code}}, ''), t.label_en), ' ' ORDER BY t.vocabulary, t.position) "
    "FROM catalogue_term t WHERE {})"
)
OFFERING_LABELS = _LABELS.format(
    "(t.vocabulary = 'kinds' AND t.key = o.kind) OR (t.vocabulary = 'audiences' AND t.key = ANY (o.audience)) "
    "OR (t.vocabulary = 'sectors' AND t.key = ANY (o.sectors)) "
    "OR (t.vocabulary = 'domains' AND t.key = ANY (o.domains)) "
    "OR (t.vocabulary = 'standards' AND t.key = ANY (o.standards)) "
    "OR (t.vocabulary = 'deployments' AND t.key = ANY (o.deployment))"
)
PARTNERS = (
    "(SELECT string_agg(p.short_name || ' ' || p.name, ' ' ORDER BY s.position, p.id) FROM catalogue_offeringprovider s "
    "JOIN catalogue_provider p ON p.id = s.provider_id WHERE s.offering_id = o.id)"
)
AUDIENCE_TEXTS = "(SELECT string_agg(f.value, ' ' ORDER BY f.key) FROM jsonb_each_text(o.for_whom_{code}) f)"
OFFERING = Table(
    source="offering",
    table="catalogue_offering",
    columns=(
        "slug", "state", "kind", "audience", "sectors", "domains", "standards", "deployment", "tags", "title_{code}",
        "summary_{code}", "description_{code}", "features_{code}", "for_whom_{code}", "components_{code}",
        "access_{code}",
    ),
    key="slug",
    shown="o.state = 'published'",
    title="o.title_{code}",
    summary="o.summary_{code}",
    keywords=f"concat_ws(' ', array_to_string(o.tags, ' '), array_to_string(o.standards, ' '), {PARTNERS}, {OFFERING_LABELS})",
    body=f"concat_ws(E'\\n', o.description_{{code}}, o.features_{{code}}, {AUDIENCE_TEXTS}, o.components_{{code}}, o.access_{{code}})",
    related=(
        Related("catalogue_offeringprovider", ("offering_id", "provider_id", "position"),
                "SELECT DISTINCT offering_id FROM changed"),
        Related("catalogue_provider", ("name", "short_name"),
                "SELECT DISTINCT s.offering_id FROM catalogue_offeringprovider s JOIN changed c ON c.id = s.provider_id"),
        Related("catalogue_term", ("vocabulary", "key", "position", "label_{code}"),
                "SELECT o.id FROM catalogue_offering o WHERE ARRAY(SELECT key::text FROM changed) && (o.kind::text || "
                "(o.audience || o.sectors || o.domains || o.standards || o.deployment)::text[])"),
    ),
)  # fmt: skip
PROVIDER = Table(
    source="provider",
    table="catalogue_provider",
    columns=("slug", "name", "short_name", "summary_{code}", "description_{code}"),
    key="slug",
    shown="coalesce(o.summary_{code}, '') <> ''",
    title="CASE WHEN o.name = o.short_name THEN o.name ELSE o.short_name || ' – ' || o.name END",
    summary="o.summary_{code}",
    keywords="''",
    body="o.description_{code}",
)


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0009_imports"), ("search", "0001_first")]

    operations = [index_table(OFFERING), index_table(PROVIDER)]
