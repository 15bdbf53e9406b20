#!/bin/sh
# The container of PostgreSQL runs this when it makes its data folder: Druid keeps its metadata apart from Nemeton's.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$DRUID_DATABASE_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE USER druid PASSWORD :'password';
CREATE DATABASE druid OWNER druid ENCODING 'UTF8';
SQL
