#!/bin/bash
# Keeps this node's containers running: the pod first, then the members that join its network namespace.
#
#   ha-dns-keeper INTERFACE POD MEMBER... -- OTHER...     (the first member is Pi-hole)
#
# Docker's restart policies start containers side by side: after a power cut a member that comes before its pod
# stays down for good, and one that outlives its pod stays in a dead network namespace. So the order is kept here.
# Acts at once when a container starts or dies, and looks every 10 s besides. A container that does not exist is left
# alone: making it is the deployment's work. A Pi-hole that runs and has stopped answering is restarted after 30 s; one
# that works meanwhile (it reads its history at a start) has five minutes.
# The host's own way to the VIP (ha-dns-host-leg) leads into the pod, and is made again whenever the pod is.
set -uo pipefail

interface=$1
pod=$2
shift 2
members=()
others=()
while (($#)) && [[ $1 != -- ]]; do members+=("$1"); shift; done
(($#)) && shift
others=("$@")

own=/run/ha-dns
# Shared with the agent and keepalived. Whoever breaks into one of them can put anything there: a link is not followed, a
# pipe not waited for, and nothing is written where it could lie.
run=$own/pod
limits=/etc/ha-dns/limits

# Here stands containers.sh.

# told FILE BYTES: prints what a container has written, up to so many bytes; nothing if there is no such file.
told() { dd if="$run/$1" iflag=nofollow,nonblock,fullblock bs="$2" count=1 status=none 2>/dev/null | tr -d '\0'; }
is_told() { [[ -e $run/$1 || -L $run/$1 ]]; }

# The agent tells by it whether Pi-hole answers after its starts.
count_start() {
  local count=0
  [[ $1 == "${members[0]}" ]] || return 0
  [[ -e $own/pihole-starts ]] && read -r count <"$own/pihole-starts"
  echo $((count + 1)) >"$own/pihole-starts" && cp "$own/pihole-starts" "$own/pihole-starts.new" &&
    mv -fT "$own/pihole-starts.new" "$run/pihole-starts"
}

start() {
  echo "starting $1"
  count_start "$1"
  docker start "$1" >/dev/null
}

# A drained node's health says nothing of its Pi-hole.
drained() { compgen -G "$run/drain*" >/dev/null || compgen -G "/etc/ha-dns/pod/drain-*" >/dev/null; }

host_leg() {
  local text
  if text=$(ha-dns-host-leg up "$interface" "$pod" 2>&1); then
    [[ -z $text ]] || echo "$text"
    say leg ""
  else
    say leg "the host's own way to the VIP could not be made: $text"
  fi
}

patience=60 # seconds; an update needs fewer
declare -A strayed=()
# A member names its pod by id, and cannot start in another one. An update makes pod and members again within seconds,
# or while the node is drained. If something else made the pod again, as an auto-updater does, the member is made again
# too, as it was; the next deployment sees it, and replaces it.
rejoin() {
  local name=$1 image text
  drained && { unset "strayed[$name]"; return 1; }
  strayed[$name]=${strayed[$name]-$SECONDS}
  ((SECONDS - strayed[$name] >= patience)) || return
  # The last member is the agent, whose image has what it takes.
  image=$(docker inspect --format '{{.Image}}' "${members[-1]}" 2>/dev/null) || return
  if text=$(docker run --rm --network none --cap-drop ALL --security-opt no-new-privileges --read-only \
    --volume /var/run/docker.sock:/var/run/docker.sock --entrypoint node "$image" /opt/ha-dns/rejoin.js "$pod" "$name" 2>&1); then
    echo "made $name again: something else than the deployment had made $pod again"
    unset "strayed[$name]"
  else
    say "$name" "$name cannot join $pod, which something else than the deployment made again: $text; put it right with: pulumi up"
    return 1
  fi
}

heal() {
  local name running pid pod_pid pod_id joined
  for name in "${others[@]}" "$pod"; do
    read -r running pid _ < <(state "$name") || continue
    if [[ $running == true ]]; then bound "$name" "$pid"; else start "$name"; fi
  done
  read -r running pod_pid pod_id _ < <(state "$pod") || return
  [[ $running == true ]] || return
  for name in "${members[@]}"; do
    read -r running pid _ joined < <(state "$name") || continue
    if [[ $joined != "container:$pod_id" ]]; then
      rejoin "$name" || continue
      read -r running pid _ < <(state "$name") || continue
    fi
    if [[ $running != true ]]; then
      start "$name"
    elif [[ $(namespace "$pid") != "$(namespace "$pod_pid")" ]]; then
      echo "restarting $name: it is in the network namespace of an older pod"
      docker restart --time 2 "$name" >/dev/null
    else
      bound "$name" "$pid"
    fi
  done
  # Last: while keepalived is down, its VIP may be on two nodes.
  host_leg
}

pihole_folder=/var/lib/ha-dns/pihole
answered= # when the Pi-hole was started that has been seen to answer
silent_since=
idle_since= # since when a silent Pi-hole has done nothing
ticks_seen=

# CPU time (hundredths of a second) between two looks that tells a process that works from one that hangs.
busy_ticks=200

# The CPU time that the processes of a container have used, in hundredths of a second, by the pid of its first one.
ticks_of() {
  local namespace process stat total=0
  namespace=$(readlink "/proc/$1/ns/pid")
  for process in /proc/[0-9]*; do
    [[ $(readlink "$process/ns/pid" 2>/dev/null) == "$namespace" ]] || continue
    stat=$(cat "$process/stat" 2>/dev/null) || continue
    # The name may hold spaces: what follows it are the fields from the third on.
    read -ra stat <<<"${stat##*) }"
    total=$((total + stat[11] + stat[12]))
  done
  echo "$total"
}

# Whether DNS answers is the agent's verdict. A Pi-hole that has not answered yet is left alone: its first start
# downloads lists, and may take minutes.
revive() {
  local pihole=${members[0]} started pid health ticks
  read -r started pid < <(docker inspect --format '{{.State.StartedAt}} {{.State.Pid}}' "$pihole" 2>/dev/null) || return
  health=$(told health 64)
  [[ -n $health ]] || return
  if [[ $health == 0 ]]; then
    answered=$started
    silent_since=
    return
  fi
  [[ $answered == "$started" ]] && ! drained || { silent_since=; return; }
  ticks=$(ticks_of "$pid")
  if [[ -z $silent_since ]]; then
    silent_since=$SECONDS idle_since=$SECONDS
  elif ((ticks - ticks_seen >= busy_ticks)); then
    idle_since=$SECONDS
  fi
  ticks_seen=$ticks
  ((SECONDS - idle_since >= 30 || SECONDS - silent_since >= 300)) || return
  echo "restarting $pihole: it has not answered for $((SECONDS - silent_since)) s"
  silent_since=
  count_start "$pihole"
  docker restart --time 5 "$pihole" >/dev/null
}

# Owner and mode as well; what lies at the second path is removed, not written to.
copy_of() { cp -pPT --remove-destination "$1" "$2"; }

# The agent asks for it where Pi-hole does not start with its settings: earlier ones take their place. The others stay
# beside them for a person to see. FTL has ended before, as it writes the file itself.
replace_settings() {
  local wanted=$own/replace-settings toml=$pihole_folder/pihole.toml aside
  is_told replace-settings || return
  (umask 077 && told replace-settings 4M >"$wanted")
  rm -rf "$run/replace-settings"
  read -r aside <"$wanted"
  [[ $aside == pihole.toml.* && $aside != */* ]] || { rm -f "$wanted"; return; }
  echo "replacing the settings of ${members[0]}, which does not start with them; they are kept as $pihole_folder/$aside"
  docker stop --time 5 "${members[0]}" >/dev/null
  # Pi-hole, which can put anything into its folder, does not run now: what is copied here is what is written to below.
  if [[ -f $toml && ! -L $toml ]] && copy_of "$toml" "$pihole_folder/$aside" && copy_of "$toml" "$toml.new" &&
    tail -n +2 "$wanted" >"$toml.new" && sync "$toml.new"; then
    mv -fT "$toml.new" "$toml"
  else
    echo "the settings could not be replaced"
  fi
  rm -f "$wanted"
  # This start is the one that was asked for, too.
  [[ $(told restart-pihole 64) == without-gravity ]] || rm -rf "$run/restart-pihole"
  start "${members[0]}"
}

# The agent asks for it where a restart of Pi-hole's own has not come back, or if its database cannot be repaired.
requested() {
  local wish pihole=${members[0]}
  is_told restart-pihole || return
  wish=$(told restart-pihole 64)
  if [[ $wish == without-gravity ]]; then
    echo "starting $pihole without its gravity.db, which is damaged and is kept beside it"
    docker stop --time 5 "$pihole" >/dev/null
    put_aside
    rm -rf "$run/restart-pihole"
    docker start "$pihole" >/dev/null
    return
  fi
  rm -rf "$run/restart-pihole"
  echo "restarting $pihole: its own restart has not come back"
  docker restart --time 5 "$pihole" >/dev/null
}

# The agent asks for it where leases are gone: Pi-hole's DHCP server forgets them on SIGHUP alone. One that has just been
# started reads the files anyway, and might end at the signal.
reload() {
  is_told reload-pihole || return
  rm -rf "$run/reload-pihole"
  # shellcheck disable=SC2016 # for the container's shell
  docker exec "${members[0]}" sh -c 'pid=/run/pihole-FTL.pid
    [ $(($(date +%s) - $(stat -c %Y "$pid"))) -lt 10 ] || kill -HUP "$(cat "$pid")"' ||
    echo "${members[0]} could not be told to read its files anew"
}

# Keeps the last three.
put_aside() {
  [[ -e $pihole_folder/gravity.db ]] || return
  mv -T "$pihole_folder/gravity.db" "$pihole_folder/gravity.db.damaged-$(date +%Y%m%dT%H%M%S)"
  rm -f "$pihole_folder"/gravity.db-journal
  find "$pihole_folder" -maxdepth 1 -name 'gravity.db.damaged-*' | sort -r | tail -n +4 | xargs -r rm -f --
}

# A stream of starts and deaths; it ends when the engine does, and systemd then starts this anew.
filters=(--filter type=container --filter event=start --filter event=die)
for name in "${others[@]}" "$pod" "${members[@]}"; do filters+=(--filter "container=$name"); done
exec 3< <(exec docker events "${filters[@]}" --format '{{.Actor.Attributes.name}}')
heal
while true; do
  read -r -t 10 -u 3 _
  # Above 128: the ten seconds are over. Any other failure: the stream has ended.
  status=$?
  ((status == 0 || status > 128)) || exit 1
  replace_settings
  heal
  requested
  reload
  revive
done
