#!/bin/sh
# Stops and removes the containers of all standby services of this host; their images and data stay.
# The label is the program's own: a person's project may have such a name, and is left alone.
set -eu
docker ps --all --filter label=ha-dns.revision --format '{{.ID}} {{.Label "com.docker.compose.project"}}' |
  while read -r id project; do
    case "$project" in ha-dns-*) docker stop --time 30 "$id" && docker rm "$id" ;; esac >/dev/null
  done
