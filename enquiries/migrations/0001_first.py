import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("accounts", "0008_currency"),
        ("catalogue", "0015_near"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("quote", "request for a quote"),
                            ("consulting", "booking of consulting"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "waits for the provider"), ("answered", "answered"), ("closed", "closed")],
                        default="new",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                (
                    "waiting_since",
                    models.DateTimeField(default=django.utils.timezone.now, null=True, verbose_name="waits since"),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="first answer")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                (
                    "closed_by",
                    models.CharField(
                        blank=True,
                        choices=[("asker", "asker"), ("provider", "provider")],
                        max_length=8,
                        verbose_name="closed by",
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last word")),
                (
                    "asker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="enquiries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asker",
                    ),
                ),
                (
                    "offering",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalogue.offering",
                        verbose_name="offering",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.provider",
                        verbose_name="provider",
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "ordering": ["-changed_at", "-pk"],
                "indexes": [
                    models.Index(fields=["asker", "-changed_at"], name="enquiry_by_asker"),
                    models.Index(fields=["provider", "-changed_at"], name="enquiry_by_provider"),
                    models.Index(fields=["created_at"], name="enquiry_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["question", "quote", "consulting"])),
                        name="enquiry_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                ("closed_by", ""),
                                ("state", "new"),
                                ("waiting_since__isnull", False),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("closed_at", None),
                                ("closed_by", ""),
                                ("state", "answered"),
                                ("waiting_since", None),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__in", ["asker", "provider"]),
                                ("state", "closed"),
                                ("waiting_since", None),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_state_has_its_times",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(
                        choices=[("asker", "asker"), ("provider", "provider")], max_length=8, verbose_name="side"
                    ),
                ),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
                ("digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("told_at", models.DateTimeField(editable=False, null=True, verbose_name="mail sent")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="enquiries.enquiry"
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["author", "digest"], name="message_by_text"),
                    models.Index(
                        condition=models.Q(("told_at", None)), fields=["created_at"], name="message_not_told"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "key"), name="message_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["asker", "provider"])), name="message_side_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="enquiries.message"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ContactShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shared", models.JSONField(verbose_name="what was shared")),
                ("text", models.TextField(verbose_name="text shown")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="enquiries.enquiry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "shared contact data",
                "verbose_name_plural": "shared contact data",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("enquiry",),
                        name="one_contact_share_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.BigIntegerField(verbose_name="last message seen")),
                ("refused_at", models.DateTimeField(null=True, verbose_name="mail refused")),
                (
                    "enquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="enquiries.enquiry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark of what was read",
                "verbose_name_plural": "marks of what was read",
                "constraints": [
                    models.UniqueConstraint(fields=("enquiry", "person"), name="one_read_mark_per_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerTime",
            fields=[
                (
                    "provider",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalogue.provider",
                    ),
                ),
                ("answers", models.PositiveIntegerField(verbose_name="answers")),
                ("median", models.DurationField(verbose_name="median time to the first answer")),
            ],
            options={
                "verbose_name": "answer time of a provider",
                "verbose_name_plural": "answer times of providers",
            },
        ),
    ]
