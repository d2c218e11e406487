from django.db import migrations

from audit.watching import watch
from catalogue.watching import noted

STATED = (
    "legalentity", "servicefacts", "subcontractor", "certificate", "securitytext", "selfassessment",
)


class Migration(migrations.Migration):

    dependencies = [
        ("procurement", "0003_statements"), ("audit", "0002_whole_rows"), ("catalogue", "0015_near"),
    ]

    operations = [
        *(watch(f"procurement_{name}") for name in STATED),
        *(noted(f"procurement_{name}") for name in STATED),
    ]
