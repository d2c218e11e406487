from django.db import migrations

from catalogue.watching import noted


class Migration(migrations.Migration):
    """Prices, rates and media are on pages that are kept, too."""

    dependencies = [("catalogue", "0011_speed")]

    operations = [noted("catalogue_countryprice"), noted("catalogue_rate"), noted("catalogue_media")]
