"""All that a start does before pages are served, in one process: `python -m finsec_market.embedded.preparation`.

Compiled translations, the tables, the static files, the first content, the administrator. Each step is skipped when
nothing has changed. Standard output carries only what the person at the terminal must read.
"""

import os
import sys

import django

from finsec_market import env
from finsec_market.embedded.messages import LOCALE_DIR, compile_messages

ADMINISTRATOR = "administrator@localhost"


def prepare() -> None:
    compile_messages(LOCALE_DIR)
    env.use_owner_of_tables()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")
    django.setup()

    from django.core.management import call_command

    from finsec_market.embedded.static import collect_static

    _migrate()
    collect_static()
    call_command("store_samples", stdout=sys.stderr)
    call_command("load_content", stdout=sys.stderr)
    call_command("create_administrator", email=ADMINISTRATOR, stdout=sys.stdout)


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)


if __name__ == "__main__":
    prepare()
