import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0008_currency"),
        ("catalogue", "0015_near"),
    ]

    operations = [
        migrations.AddField(
            model_name='provider',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='providers', to='accounts.organisation', verbose_name='organisation'),
        ),
    ]
