from django.db import migrations, models


class Migration(migrations.Migration):
    """What was removed or replaced stays for the revisions that name it."""

    dependencies = [("catalogue", "0012_noted")]

    operations = [
        migrations.AddField("media", "earlier", models.JSONField(blank=True, default=list, editable=False)),
        migrations.AddField("media", "removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
    ]
