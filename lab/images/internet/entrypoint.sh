#!/bin/bash
# Starts the lab's internet: takes its three addresses, signs the zones, exports what a resolver needs, serves.
# Needs NET_ADMIN. Environment:
#   ROOT_ADDR TLD_ADDR ZONES_ADDR   IPv4 addresses; the one that Docker gave the container may be among them
#   SINK_ADDR                       of the server that alerts are sent to, @SINK@ in a zone (ZONES_ADDR)
#   ROUTER_ADDR LAN_SUBNET          the way back to the lab's LAN (both or neither)
# /export receives root.hints and root.key, and keeps the keys in keys/, so that a restart keeps the trust anchor.
set -euo pipefail
: "${ROOT_ADDR:?}" "${TLD_ADDR:?}" "${ZONES_ADDR:?}"
export SINK_ADDR="${SINK_ADDR:-$ZONES_ADDR}"
servers=(root tld zones)
run=/run/internet

address_of() {
  case $1 in
    root) echo "$ROOT_ADDR" ;;
    tld) echo "$TLD_ADDR" ;;
    zones) echo "$ZONES_ADDR" ;;
  esac
}

# Over TCP: a server that is not there yet is known at once, and not after a timeout.
if [[ ${1:-} == healthy ]]; then
  drill -t -Q "@$ROOT_ADDR" . SOA | grep -q . && drill -t -Q "@$TLD_ADDR" example SOA | grep -q . &&
    drill -t -Q "@$ZONES_ADDR" wild.example SOA | grep -q .
  exit
fi

take_addresses() {
  local server
  for server in "${servers[@]}"; do
    ip -4 -o address show dev eth0 | grep -qF " $(address_of "$server")/" ||
      ip address add "$(address_of "$server")/32" dev eth0
  done
  [[ -z ${ROUTER_ADDR:-} ]] || ip route replace "$LAN_SUBNET" via "$ROUTER_ADDR"
}

# rrl-ratelimit: nsd would drop most answers to one busy resolver, which is what each node is.
configure() {
  local server=$1 file
  cat <<CONF
server:
  ip-address: $(address_of "$server")
  server-count: 1
  zonesdir: "$run/$server"
  database: ""
  pidfile: "$run/$server.pid"
  xfrdfile: "$run/$server.xfrd"
  zonelistfile: "$run/$server.list"
  hide-version: yes
  minimal-responses: yes
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
CONF
  for file in "$run/$server"/*.zone; do
    file=$(basename "$file")
    printf 'zone:\n  name: "%s"\n  zonefile: "%s"\n' "${file%.zone}" "$file"
  done | sed 's/name: "root"/name: "."/'
}

serve() {
  local server pids=()
  trap 'kill "${pids[@]}" 2>/dev/null' TERM INT
  for server in "${servers[@]}"; do
    configure "$server" >"$run/$server.conf"
    nsd -d -c "$run/$server.conf" &
    pids+=($!)
  done
  echo "internet: serving root $ROOT_ADDR, top-level domains $TLD_ADDR, zones $ZONES_ADDR"
  local code=0
  wait -n || code=$?
  echo "internet: a server ended ($code), so all end"
  kill "${pids[@]}" 2>/dev/null || true
  wait
  exit "$code"
}

rm -rf "$run"
mkdir -p "$run"/{root,tld,zones} /export/keys
chmod 700 /export/keys
take_addresses
# shellcheck source=zones.sh
source "$(dirname "$0")/zones.sh"
make_zones "$run"
chown -R nsd:nsd "$run"
serve
