import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import procurement.lei

COUNTRIES = [(code, code) for code in (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
).split()]
SERVICES = [
    ("S01", "S01: ICT project management"),
    ("S02", "S02: ICT development"),
    ("S03", "S03: ICT help desk and first level support"),
    ("S04", "S04: ICT security management services"),
    ("S05", "S05: Provision of data"),
    ("S06", "S06: Data analysis"),
    ("S07", "S07: ICT facilities and hosting services, excluding cloud services"),
    ("S08", "S08: Computation"),
    ("S09", "S09: Data storage outside the cloud"),
    ("S10", "S10: Telecom carrier"),
    ("S11", "S11: Network infrastructure"),
    ("S12", "S12: Hardware and physical devices"),
    ("S13", "S13: Software licensing, excluding SaaS"),
    ("S14", "S14: ICT operation management, including maintenance"),
    ("S15", "S15: ICT consulting"),
    ("S16", "S16: ICT risk management"),
    ("S17", "S17: Cloud services, IaaS"),
    ("S18", "S18: Cloud services, PaaS"),
    ("S19", "S19: Cloud services, SaaS"),
]
CODE_TYPES = [
    ("EUID", "EUID: European unique identifier"), ("CRN", "CRN: number in the register of companies"),
    ("VAT", "VAT: number for value added tax"), ("PNR", "PNR: passport"), ("NIN", "NIN: national identity number"),
]
PERSON_TYPES = [("legal", "legal person"), ("individual", "individual acting in a business capacity")]
LEI_SHAPE = "^([A-Z0-9]{18}[0-9]{2})?$"
HAS_TYPE = models.Q(other_code="", other_code_type="") | (~models.Q(other_code="") & ~models.Q(other_code_type=""))


def number():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def stated():
    return ("stated_on", models.DateField(editable=False, verbose_name="stated"))


def lei(name):
    return models.CharField(blank=True, max_length=20, validators=[procurement.lei.validate_lei], verbose_name=name)


def countries(name):
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(choices=COUNTRIES, max_length=2), blank=True, default=list,
        help_text="Codes of two letters with commas between them, as in DE,FR.", size=6, verbose_name=name,
    )


def party():
    return [
        ("legal_name", models.CharField(max_length=255, verbose_name="legal name")),
        ("latin_name", models.CharField(blank=True, max_length=255, verbose_name="name in Latin letters")),
        ("lei", lei("LEI")),
        ("other_code", models.CharField(blank=True, max_length=60, verbose_name="other identification code")),
        ("other_code_type", models.CharField(
            blank=True, choices=CODE_TYPES, max_length=4, verbose_name="type of the other code"
        )),
        ("country", models.CharField(choices=COUNTRIES, max_length=2, verbose_name="country of the headquarters")),
        ("person_type", models.CharField(
            choices=PERSON_TYPES, default="legal", max_length=10, verbose_name="type of person"
        )),
        ("parent_lei", lei("LEI of the ultimate parent undertaking")),
    ]


def own(model, name, **options):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=model, verbose_name=name, **options
    )


def of(model, name, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=model, verbose_name=name, **options
    )


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0015_near"),
        ("procurement", "0002_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalEntity",
            fields=[
                number(),
                *party(),
                stated(),
                ("provider", own("catalogue.provider", "provider")),
                ("data_locations", countries("where it keeps and processes data")),
            ],
            options={
                "verbose_name": "legal identity of a provider",
                "verbose_name_plural": "legal identities of providers",
                "ordering": ["legal_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(lei__regex=LEI_SHAPE, parent_lei__regex=LEI_SHAPE),
                        name="entity_lei_has_its_shape",
                    ),
                    models.CheckConstraint(condition=HAS_TYPE, name="entity_code_has_its_type"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceFacts",
            fields=[
                number(),
                stated(),
                ("offering", own("catalogue.offering", "offering")),
                ("services", django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(choices=SERVICES, max_length=3),
                    help_text="Codes of Annex III with commas between them, as in S04,S19.", size=3,
                    verbose_name="types of ICT services",
                )),
                ("provision_countries", countries("countries from which it is provided")),
                ("stores_data", models.BooleanField(
                    blank=True, null=True, verbose_name="it stores data of its users"
                )),
                ("storage_countries", countries("where data are stored")),
                ("processing_countries", countries("where data are processed")),
                ("substitutability", models.CharField(
                    blank=True,
                    choices=[
                        ("none", "not substitutable"), ("complex", "highly complex substitutability"),
                        ("medium", "medium complexity of substitution"), ("easy", "easily substitutable"),
                    ],
                    max_length=7, verbose_name="substitutability",
                )),
                ("reason", models.CharField(
                    blank=True,
                    choices=[
                        ("no-others", "lack of real alternatives"),
                        ("migration", "difficulties of migrating or reintegrating"), ("both", "both of these"),
                    ],
                    max_length=9, verbose_name="reason",
                )),
            ],
            options={
                "verbose_name": "facts about a service",
                "verbose_name_plural": "facts about services",
                "ordering": ["offering"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(stores_data=False) | models.Q(storage_countries=[]),
                        name="stored_data_are_somewhere_or_nowhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subcontractor",
            fields=[
                number(),
                *party(),
                stated(),
                ("service", models.CharField(
                    choices=SERVICES, max_length=3, verbose_name="type of the ICT service behind which it stands"
                )),
                ("rank", models.PositiveSmallIntegerField(default=2, verbose_name="rank")),
                ("offering", of("catalogue.offering", "offering")),
                ("recipient", models.ForeignKey(
                    blank=True, help_text="Empty at rank 2: then it is the provider.", null=True,
                    on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="procurement.subcontractor",
                    verbose_name="who receives the service",
                )),
            ],
            options={
                "verbose_name": "subcontractor",
                "verbose_name_plural": "subcontractors",
                "ordering": ["offering", "rank", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(rank__gte=2, rank__lte=9), name="subcontractor_rank_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(rank=2, recipient=None) | models.Q(rank__gt=2, recipient__isnull=False),
                        name="subcontractor_has_a_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(lei__regex=LEI_SHAPE, parent_lei__regex=LEI_SHAPE),
                        name="subcontractor_lei_has_its_shape",
                    ),
                    models.CheckConstraint(condition=HAS_TYPE, name="subcontractor_code_has_its_type"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                number(),
                stated(),
                ("standard", models.CharField(
                    help_text="As in ISO/IEC 27001:2022.", max_length=80, verbose_name="standard"
                )),
                ("issuer", models.CharField(max_length=120, verbose_name="issuer")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="number")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("file_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("file_name", models.CharField(blank=True, editable=False, max_length=160)),
                ("file_kind", models.CharField(blank=True, editable=False, max_length=40)),
                ("file_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("reminded_for", models.DateField(editable=False, null=True)),
                ("keeper", models.ForeignKey(
                    editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                    to=settings.AUTH_USER_MODEL, verbose_name="kept by",
                )),
                ("offering", of(
                    "catalogue.offering", "offering", blank=True, null=True,
                    help_text="Empty where it holds for everything that the provider offers.",
                )),
                ("provider", of("catalogue.provider", "provider")),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ["standard", "-valid_until", "pk"],
                "indexes": [models.Index(fields=["valid_until"], name="certificate_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                        name="certificate_ends_after_it_begins",
                        violation_error_message=(
                            "It cannot end before it begins. Compare both days with the certificate."
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SecurityText",
            fields=[
                number(),
                stated(),
                ("url", models.URLField(
                    blank=True, help_text="As in https://provider.example/.well-known/security.txt.",
                    validators=[django.core.validators.URLValidator(schemes=["https"])], verbose_name="address",
                )),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                ("expires_at", models.DateTimeField(editable=False, null=True, verbose_name="expires")),
                ("provider", own("catalogue.provider", "provider")),
            ],
            options={
                "verbose_name": "security.txt",
                "verbose_name_plural": "security.txt",
                "ordering": ["provider"],
            },
        ),
        migrations.CreateModel(
            name="SelfAssessment",
            fields=[
                number(),
                stated(),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("assessed_on", models.DateField(verbose_name="assessed")),
                ("offering", own("catalogue.offering", "offering")),
            ],
            options={
                "verbose_name": "self-assessment",
                "verbose_name_plural": "self-assessments",
                "ordering": ["offering"],
            },
        ),
    ]
