import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0006_money"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="offering",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", ["compare", "favourites"]), _negated=True),
                name="address_is_no_page",
                violation_error_message="The catalogue has a page of its own at this address. Choose another one.",
            ),
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visitor", models.CharField(blank=True, max_length=43)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("position", models.IntegerField(default=0, verbose_name="position")),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="saved")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="favourites", to="catalogue.offering"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "favourite",
                "verbose_name_plural": "favourites",
                "ordering": ["position", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("person", None)), fields=["saved_at"], name="favourite_of_visitor"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("visitor__gt", "")),
                            models.Q(("person__isnull", False), ("visitor", "")),
                            _connector="OR",
                        ),
                        name="favourite_has_one_owner",
                    ),
                    models.UniqueConstraint(fields=("person", "offering"), name="favourite_once_per_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("person", None)),
                        fields=("visitor", "offering"),
                        name="favourite_once_per_visitor",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FavouriteShare",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourite_share",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "address of shared favourites",
                "verbose_name_plural": "addresses of shared favourites",
            },
        ),
    ]
