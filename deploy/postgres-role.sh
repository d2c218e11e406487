#!/bin/sh
# Runs once, in an empty database: the owner of the tables, the market's own role, and the database. Neither role is a
# superuser; the market's own reads and writes rows and cannot change tables or what watches over them.
set -eu
MARKET_PASSWORD=$(cat /run/secrets/postgres_market_password)
OWNER_PASSWORD=$(cat /run/secrets/postgres_owner_password)
export MARKET_PASSWORD OWNER_PASSWORD
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password MARKET_PASSWORD
\getenv owner_password OWNER_PASSWORD
CREATE ROLE finsec LOGIN PASSWORD :'password';
CREATE ROLE finsec_owner LOGIN PASSWORD :'owner_password';
CREATE DATABASE finsec OWNER finsec_owner;
\connect finsec
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO finsec;
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT USAGE, SELECT ON SEQUENCES TO finsec;
SQL
