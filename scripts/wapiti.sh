#!/bin/sh
# wapiti.sh: installs the scanner wapiti3 beside the project and lets it look at a market of its own on 127.0.0.1.
# Needs .venv with the tests' packages (any `make test` makes it) and openssl. Ends with 1 when something was found.
set -eu
cd "$(dirname "$0")/.."
wapiti=${WAPITI:-var/wapiti/venv/bin/wapiti}
if [ ! -x "$wapiti" ]; then
    python3 -m venv var/wapiti/venv
    var/wapiti/venv/bin/pip install --quiet wapiti3==3.2.3
fi
export DJANGO_SETTINGS_MODULE=scripts.wapiti_settings WAPITI_STATIC_ROOT="$PWD/var/wapiti/static" PYTHONPATH="$PWD"
export SITE_URL=https://127.0.0.1:18443 INSECURE_HTTP=off DEBUG=off LOG_LEVEL=WARNING
exec .venv/bin/python scripts/wapiti.py "$wapiti"
