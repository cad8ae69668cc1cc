#!/bin/sh
# The part of the official images' entrypoints that the tests rely on:
#   postgres [-c name=value …]   with POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB
#   redis-server [--option …]
# Options without a program go to the image's own, as in the official ones.
set -eu

as() { # user, command…
  user=$1
  shift
  exec setpriv --reuid "$user" --regid "$user" --init-groups "$@"
}

start_postgres() {
  : "${POSTGRES_PASSWORD:?is required}"
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  PGDATA=${PGDATA:-/var/lib/postgresql/data}
  export PGDATA
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    install -d -o postgres -g postgres -m 0700 "$PGDATA"
    secret=$(mktemp)
    printf '%s\n' "$POSTGRES_PASSWORD" >"$secret"
    chown postgres "$secret"
    (as postgres initdb --username "$user" --pwfile "$secret" --auth-local trust --auth-host scram-sha-256 --encoding UTF8)
    rm "$secret"
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    # Single-user mode listens nowhere: who connects finds the database complete or nothing at all.
    [ "$database" = postgres ] ||
      (printf 'CREATE DATABASE "%s"\n' "$database" | as postgres postgres --single -D "$PGDATA" postgres)
  fi
  install -d -o postgres -g postgres -m 2775 /var/run/postgresql
  as postgres postgres -c listen_addresses='*' "$@"
}

case ${1:-} in
-*) if [ -n "${POSTGRES_PASSWORD:-}" ]; then set -- postgres "$@"; else set -- redis-server "$@"; fi ;;
esac

case ${1:-} in
postgres)
  shift
  start_postgres "$@"
  ;;
redis-server)
  shift
  cd /data
  # With a password set the listener is open to the container's network, as the tests need it.
  as redis redis-server --protected-mode no "$@"
  ;;
*) exec "$@" ;;
esac
