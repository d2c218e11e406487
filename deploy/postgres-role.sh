#!/bin/sh
# Runs once, in an empty database: the market's own role, which is no superuser, and its database.
set -eu
MARKET_PASSWORD=$(cat /run/secrets/postgres_market_password)
export MARKET_PASSWORD
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password MARKET_PASSWORD
CREATE ROLE finsec LOGIN PASSWORD :'password';
CREATE DATABASE finsec OWNER finsec;
SQL
