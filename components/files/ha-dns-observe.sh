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

# Prints "running pid id network-mode"; nothing if there is no such container.
state() {
  local format='{{.State.Running}} {{.State.Pid}} {{.Id}} {{.HostConfig.NetworkMode}}' text
  text=$(docker inspect --format "$format" "$1" 2>/dev/null) && echo "$text"
}
namespace() { readlink "/proc/$1/ns/net"; }

declare -A said=()
# say WHAT TEXT: says it once; "" says that it is over.
say() {
  [[ -z $2 || ${said[$1]-} == "$2" ]] || echo "$2"
  said[$1]=$2
}

start() {
  local text
  if text=$(docker start "$1" 2>&1 >/dev/null); then
    echo "started $1"
    say "start $1" ""
  else
    say "start $1" "$1 does not start: $text"
  fi
}

declare -A pids_of=() score_of=() bounded=()
while read -r name pids score; do
  [[ $name == "#" ]] || pids_of[$name]=$pids score_of[$name]=$score
done <"$limits"

# bound NAME PID: the limits that the deployment cannot ask Docker for. Twice after each start: a process that was being
# made the first time is there the second time.
bound() {
  local name=$1 pid=$2 process text
  [[ -n ${pids_of[$name]-} && ${bounded[$name]-} != "$pid again" ]] || return
  text=$(docker update --pids-limit "${pids_of[$name]}" "$name" 2>&1 >/dev/null) || true
  say "pids $name" "${text:+the number of processes of $name is not limited: $text}"
  for process in $(docker top "$name" -eo pid 2>/dev/null | tail -n +2); do
    { echo "${score_of[$name]}" >"/proc/$process/oom_score_adj"; } 2>/dev/null || true
  done
  [[ ${bounded[$name]-} == "$pid" ]] && bounded[$name]="$pid again" || bounded[$name]=$pid
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
