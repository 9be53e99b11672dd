#!/bin/sh
# Brings a host to where compose projects can be run: either of compose's versions will do. Changes only what is missing.
set -eu

if docker compose version >/dev/null 2>&1 || docker-compose version >/dev/null 2>&1; then
  echo "compose is there"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends docker-compose ||
  {
    echo "neither docker compose nor docker-compose is here, and the package docker-compose could not be installed" >&2
    echo "install one of them by hand, and run this again" >&2
    exit 1
  }
docker compose version >/dev/null 2>&1 || docker-compose version >/dev/null
echo "installed docker-compose"
