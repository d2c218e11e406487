from django.db import migrations

from audit.watching import watch


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0003_search_columns"), ("audit", "0001_first")]

    operations = [
        watch(
            "catalogue_offering",
            ignored=[*(f"words_{code}" for code in ("en", "de", "fr", "it", "es", "el")), "updated_at"],
        ),
        watch("catalogue_offeringprovider", row="offering_id"),
        watch("catalogue_provider"),
        watch("catalogue_term"),
    ]
