"""Tokens get scopes; those that exist keep doing what they did. Knox's own table, which nothing uses, goes."""

import django.contrib.postgres.fields
from django.db import migrations, models

EVERYTHING = ["read", "run", "share", "delete"]


def give_everything(apps, schema_editor):
    apps.get_model("accounts", "ApiToken").objects.update(scopes=EVERYTHING)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_organisations"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                size=None,
                verbose_name="scopes",
            ),
        ),
        migrations.RunPython(give_everything, migrations.RunPython.noop),
        # Installations of before have it from knox's migrations, which no longer run.
        migrations.RunSQL("DROP TABLE IF EXISTS knox_authtoken", migrations.RunSQL.noop),
    ]
