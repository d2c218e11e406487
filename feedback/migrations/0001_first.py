import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import ExpressionWrapper, F, FloatField, Q, Value

LANGUAGES = [
    ("en", "English"),
    ("de", "German"),
    ("fr", "French"),
    ("it", "Italian"),
    ("es", "Spanish"),
    ("el", "Greek"),
]
GROUNDS = [
    ("advertising", "Advertising or spam"),
    ("insult", "Insults or hate"),
    ("personal", "Personal data of somebody"),
    ("elsewhere", "Not about this offering"),
    ("interest", "Written by the provider or a competitor"),
    ("unlawful", "Against the law"),
]
NUMBER = F("stars_1") + F("stars_2") + F("stars_3") + F("stars_4") + F("stars_5")
SUM = F("stars_1") + F("stars_2") * 2 + F("stars_3") * 3 + F("stars_4") * 4 + F("stars_5") * 5
# As if there were two ratings of every star before the first one: see feedback.scoring.
SCORE = ExpressionWrapper(SUM + Value(30.0), FloatField()) / ExpressionWrapper(NUMBER + Value(10.0), FloatField())
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(name, label, on_delete=django.db.models.deletion.SET_NULL):
    return models.ForeignKey(
        blank=True, null=True, on_delete=on_delete, related_name=name, to=settings.AUTH_USER_MODEL, verbose_name=label
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("catalogue", "0015_near"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "offering",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="rating",
                        serialize=False,
                        to="catalogue.offering",
                    ),
                ),
                *(
                    (f"stars_{number}", models.IntegerField(db_default=0, verbose_name=label))
                    for number, label in enumerate(("1 star", "2 stars", "3 stars", "4 stars", "5 stars"), 1)
                ),
                ("texts", models.IntegerField(db_default=0, verbose_name="reviews with words")),
                (
                    "count",
                    models.GeneratedField(db_persist=True, expression=NUMBER, output_field=models.IntegerField()),
                ),
                ("total", models.GeneratedField(db_persist=True, expression=SUM, output_field=models.IntegerField())),
                ("score", models.GeneratedField(db_persist=True, expression=SCORE, output_field=FloatField())),
            ],
            options={
                "verbose_name": "rating",
                "verbose_name_plural": "ratings",
                "ordering": ["-score", "pk"],
                "indexes": [models.Index(fields=["-score", "offering"], name="rating_best")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("stars_1__gte", 0),
                            ("stars_2__gte", 0),
                            ("stars_3__gte", 0),
                            ("stars_4__gte", 0),
                            ("stars_5__gte", 0),
                            ("texts__gte", 0),
                        ),
                        name="nothing_is_rated_away",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackSwitches",
            fields=[
                (
                    "offering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="feedback_switches",
                        serialize=False,
                        to="catalogue.offering",
                        verbose_name="offering",
                    ),
                ),
                (
                    "ratings",
                    models.BooleanField(
                        default=True, help_text="Stars, with their mean and distribution.", verbose_name="ratings"
                    ),
                ),
                (
                    "reviews",
                    models.BooleanField(
                        default=True, help_text="What members write, with the replies.", verbose_name="reviews"
                    ),
                ),
            ],
            options={
                "verbose_name": "switches of ratings and reviews",
                "verbose_name_plural": "switches of ratings and reviews",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", KEY.clone()),
                ("byline", models.CharField(blank=True, max_length=160, verbose_name="signed by")),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stars")),
                ("text", models.CharField(blank=True, max_length=4000, verbose_name="text")),
                ("language", models.CharField(choices=LANGUAGES, max_length=5, verbose_name="language")),
                ("evidence", models.CharField(blank=True, max_length=40, verbose_name="evidence")),
                (
                    "state",
                    models.CharField(
                        choices=[("shown", "shown"), ("hidden", "hidden")],
                        default="shown",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                ("helpful", models.IntegerField(db_default=0, editable=False, verbose_name="found helpful")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("author", person("reviews", "author")),
                (
                    "offering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="catalogue.offering",
                        verbose_name="offering",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-written_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=Q(("state", "shown")), fields=["offering", "-written_at", "-id"], name="review_newest"
                    ),
                    models.Index(
                        condition=Q(("state", "shown")),
                        fields=["offering", "-helpful", "-written_at", "-id"],
                        name="review_helpful",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "offering"), name="one_review_per_member_and_offering"),
                    models.CheckConstraint(
                        condition=Q(("stars", None), ("stars__range", (1, 5)), _connector="OR"),
                        name="stars_are_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=Q(("stars__isnull", False), Q(("text", ""), _negated=True), _connector="OR"),
                        name="review_has_stars_or_words",
                    ),
                    models.CheckConstraint(
                        condition=Q(("state__in", ["shown", "hidden"])), name="review_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(("language__in", ["en", "de", "fr", "it", "es", "el"])),
                        name="review_language_is_known",
                    ),
                    models.CheckConstraint(condition=Q(("helpful__gte", 0)), name="review_is_helpful_to_some_or_none"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewVersion",
            fields=[
                ("id", KEY.clone()),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stars")),
                ("text", models.CharField(blank=True, max_length=4000, verbose_name="text")),
                ("language", models.CharField(choices=LANGUAGES, max_length=5, verbose_name="language")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_versions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="feedback.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a review",
                "verbose_name_plural": "versions of reviews",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", KEY.clone()),
                ("text", models.CharField(max_length=2000, verbose_name="text")),
                ("language", models.CharField(choices=LANGUAGES, max_length=5, verbose_name="language")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("person", person("review_replies", "author")),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="catalogue.provider",
                        verbose_name="provider",
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reply", to="feedback.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "reply",
                "verbose_name_plural": "replies",
                "ordering": ["-written_at"],
                "constraints": [
                    models.CheckConstraint(condition=Q(("text", ""), _negated=True), name="reply_has_words"),
                    models.CheckConstraint(
                        condition=Q(("language__in", ["en", "de", "fr", "it", "es", "el"])),
                        name="reply_language_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpfulVote",
            fields=[
                ("id", KEY.clone()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="helpful_votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="feedback.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "helpful vote",
                "verbose_name_plural": "helpful votes",
                "ordering": ["-at"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "person"), name="one_vote_per_member_and_review")
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", KEY.clone()),
                ("ground", models.CharField(choices=GROUNDS, max_length=12, verbose_name="ground")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("person", person("review_reports", "reported by")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="feedback.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("settled_at", None)),
                        fields=("review", "person"),
                        name="one_open_report_per_member",
                    ),
                    models.CheckConstraint(
                        condition=Q(("ground__in", [key for key, _name in GROUNDS])), name="report_ground_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", KEY.clone()),
                (
                    "verb",
                    models.CharField(
                        choices=[("hide", "hidden"), ("restore", "shown again"), ("keep", "reports dismissed")],
                        max_length=7,
                        verbose_name="decision",
                    ),
                ),
                ("ground", models.CharField(blank=True, choices=GROUNDS, max_length=12, verbose_name="ground")),
                ("statement", models.CharField(blank=True, max_length=2000, verbose_name="statement")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("moderator", person("review_decisions", "moderator")),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="feedback.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about a review",
                "verbose_name_plural": "decisions about reviews",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("verb__in", ["hide", "restore", "keep"])), name="review_verb_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("verb__in", ["restore", "keep"]),
                            Q(Q(("statement", ""), _negated=True), ("ground__in", [key for key, _name in GROUNDS])),
                            _connector="OR",
                        ),
                        name="hidden_review_has_a_statement",
                    ),
                ],
            },
        ),
    ]
