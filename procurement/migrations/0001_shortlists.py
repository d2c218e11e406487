import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("catalogue", "0015_near"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Shortlist",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("frozen_at", models.DateTimeField(verbose_name="frozen")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("document", models.JSONField(blank=True, null=True, verbose_name="content")),
                ("owner", models.ForeignKey(
                    blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="shortlists",
                    to=settings.AUTH_USER_MODEL, verbose_name="owner",
                )),
            ],
            options={
                "verbose_name": "shortlist",
                "verbose_name_plural": "shortlists",
                "ordering": ["-frozen_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="shortlist_digest_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(owner__isnull=True) | models.Q(document__isnull=False),
                        name="owned_shortlist_has_its_content",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShortlistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("slug", models.SlugField(max_length=80, verbose_name="address")),
                ("number", models.PositiveIntegerField(verbose_name="revision")),
                ("revision_digest", models.CharField(max_length=64, verbose_name="SHA-256 of the revision")),
                ("offering", models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="catalogue.offering"
                )),
                ("shortlist", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="items", to="procurement.shortlist"
                )),
            ],
            options={
                "verbose_name": "offering of a shortlist",
                "verbose_name_plural": "offerings of shortlists",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("shortlist", "slug"), name="offering_once_per_shortlist"),
                    models.UniqueConstraint(fields=("shortlist", "position"), name="one_offering_per_place"),
                ],
            },
        ),
    ]
