#!/bin/bash
# Keeps the containers running that observe the cluster: their pod first, then what joins its network namespace.
#
#   ha-dns-observe LIMITS POD MEMBER...
#
# Docker's restart policies would start them side by side after a power cut, and a member that comes before its pod stays
# down for good. This is no part of ha-dns.service: nothing that happens here touches DNS. Looks every ten seconds. A
# container that does not exist is left alone: making it is the deployment's work.
set -uo pipefail

limits=$1
pod=$2
shift 2

# Here stands containers.sh.

start() {
  local text
  if text=$(docker start "$1" 2>&1 >/dev/null); then
    echo "started $1"
    say "start $1" ""
  else
    say "start $1" "$1 does not start: $text"
  fi
}

while true; do
  read -r running pod_pid pod_id _ < <(state "$pod") || { sleep 10; continue; }
  if [[ $running != true ]]; then
    start "$pod"
    read -r running pod_pid pod_id _ < <(state "$pod") || continue
  fi
  if [[ $running == true ]]; then
    bound "$pod" "$pod_pid"
    for name in "$@"; do
      read -r running pid _ joined < <(state "$name") || continue
      # The deployment makes it anew for another pod.
      [[ $joined == "container:$pod_id" ]] || continue
      if [[ $running != true ]]; then
        start "$name"
      elif [[ $(namespace "$pid") != "$(namespace "$pod_pid")" ]]; then
        echo "restarting $name: it is in the network namespace of an older pod"
        docker restart --time 5 "$name" >/dev/null
      else
        bound "$name" "$pid"
      fi
    done
  fi
  sleep 10
done
