#!/bin/sh
# check.sh BIN: every static check, each told by name; the first that fails ends it. Runs beside throw-away engines.
set -eu
bin=$1
step() {
    echo "check: $1"
    shift
    "$@"
}
step "format" "$bin/ruff" format --check --quiet .
step "lint" "$bin/ruff" check --quiet .
step "types" "$bin/mypy"
step "imports" "$bin/lint-imports" --no-logo
step "templates" sh -c "find templates -name '*.html' -exec '$bin/djade' --check --target-version 5.2 {} +"
step "migrations" "$bin/python" manage.py makemigrations --check --dry-run --verbosity 0
step "deployment" "$bin/python" manage.py check --deploy --fail-level WARNING
