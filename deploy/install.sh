#!/bin/sh
# install.sh BIN LOCK: what LOCK names, by hash, with uv; with pip where uv is missing or cannot reach the packages.
set -eu
bin=$1
lock=$2
if [ -x "$bin/uv" ]; then
    "$bin/uv" pip install --quiet --python "$bin/python" --require-hashes -r "$lock" && exit 0
    echo "uv could not install; pip tries, which takes longer." >&2
fi
exec "$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
