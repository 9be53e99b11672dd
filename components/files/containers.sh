# Functions that ha-dns-keeper.sh and ha-dns-observe.sh share (see host-file.ts). `limits` is the path of the file of limits.

# Prints "running pid id network-mode"; nothing, not even the empty line of `docker inspect`, if there is no such container.
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
  text=
  for process in /proc/[0-9]*; do
    [[ $process/ns/pid -ef /proc/$pid/ns/pid ]] || continue
    { echo "${score_of[$name]}" >"$process/oom_score_adj"; } 2>/dev/null ||
      [[ ! -e $process/ns ]] || text="oom_score_adj cannot be set"
  done
  say "score $name" "${text:+$name has no place in the order in which the kernel frees memory: $text}"
  [[ ${bounded[$name]-} == "$pid" ]] && bounded[$name]="$pid again" || bounded[$name]=$pid
}
