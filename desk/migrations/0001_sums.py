import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0016_organisation"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedBatch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added")),
            ],
            options={
                "verbose_name": "batch of views",
                "verbose_name_plural": "batches of views",
                "ordering": ["-added_at"],
            },
        ),
        migrations.CreateModel(
            name="DailyFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("views", models.IntegerField(db_default=0, default=0, verbose_name="views")),
                ("compares", models.IntegerField(db_default=0, default=0, verbose_name="compares")),
                ("favourites", models.IntegerField(db_default=0, default=0, verbose_name="favourites")),
                ("shortlists", models.IntegerField(db_default=0, default=0, verbose_name="shortlists")),
                ("requests", models.IntegerField(db_default=0, default=0, verbose_name="requests")),
                ("runs", models.IntegerField(db_default=0, default=0, verbose_name="runs")),
                ("ratings", models.IntegerField(db_default=0, default=0, verbose_name="ratings")),
                ("stars", models.IntegerField(db_default=0, default=0, verbose_name="stars")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.offering",
                        verbose_name="offering",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a day",
                "verbose_name_plural": "figures of days",
                "ordering": ["offering", "day"],
                "indexes": [models.Index(fields=["day"], name="figures_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("offering", "day"), name="one_row_of_figures_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("compares__gte", 0),
                            ("favourites__gte", 0),
                            ("ratings__gte", 0),
                            ("requests__gte", 0),
                            ("runs__gte", 0),
                            ("shortlists__gte", 0),
                            ("views__gte", 0),
                        ),
                        name="figures_are_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stars__gte", models.F("ratings")),
                            ("stars__lte", models.expressions.CombinedExpression(models.F("ratings"), "*", models.Value(5))),
                        ),
                        name="figures_have_one_to_five_stars",
                    ),
                ],
            },
        ),
    ]
