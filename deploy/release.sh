#!/bin/sh
# Once per release, before the new processes start: tables, first content, the first administrator.
set -eu
python manage.py migrate --no-input
python manage.py store_samples
python manage.py load_content
python manage.py create_administrator --email "$ADMINISTRATOR_EMAIL"
