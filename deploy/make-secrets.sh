#!/bin/sh
# Makes ./secrets with random passwords and the addresses that hold them. Keeps every file that exists.
# The directory is closed to others; its files are readable so that the containers' own users can read them.
set -eu
umask 022
mkdir -p secrets
chmod 700 secrets
random() { LC_ALL=C tr -dc 'A-Za-z0-9' < /dev/urandom | head -c 48; }
keep() { [ -s "secrets/$1" ] || printf '%s\n' "$2" > "secrets/$1"; }
word() { sed 's/^requirepass //' "secrets/$1"; }

keep secret_key.txt "$(random)"
keep postgres_superuser_password.txt "$(random)"
keep postgres_market_password.txt "$(random)"
keep postgres_owner_password.txt "$(random)"
keep redis_cache_password.txt "requirepass $(random)"
keep redis_queue_password.txt "requirepass $(random)"
keep s3_access_key.txt "$(random)"
keep s3_secret_key.txt "$(random)"
keep database_url.txt "postgres://finsec:$(word postgres_market_password.txt)@postgres:5432/finsec"
keep database_owner_url.txt "postgres://finsec_owner:$(word postgres_owner_password.txt)@postgres:5432/finsec"
keep redis_url.txt "redis://:$(word redis_cache_password.txt)@redis-cache:6379/0"
keep queue_redis_url.txt "redis://:$(word redis_queue_password.txt)@redis-queue:6379/0"
keep s3_identities.txt "{\"identities\": [{\"name\": \"market\", \"credentials\": [{\"accessKey\": \
\"$(word s3_access_key.txt)\", \"secretKey\": \"$(word s3_secret_key.txt)\"}], \
\"actions\": [\"Admin\", \"Read\", \"Write\", \"List\", \"Tagging\"]}]}"
for provider in google linkedin oidc; do keep "${provider}_client_secret.txt" ""; done
keep email_url.txt "smtp://localhost:25?tls=off"
[ -s secrets/openid_signing_keys.txt ] || keep openid_signing_keys.txt \
    "$(openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 2> /dev/null)"
echo "The secrets are in ./secrets. Put the address of your mail server into secrets/email_url.txt."
