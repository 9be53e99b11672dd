#!/bin/bash
# The host's own way to the addresses that its pod answers at.
#
#   ha-dns-host-leg up INTERFACE POD      makes it, or puts it right; says what it changed
#   ha-dns-host-leg down INTERFACE        takes it away
#
# macvlan keeps a host from its own containers: while this node leads, its host could not ask the VIP. So a pair of
# virtual interfaces leads from the host into the pod. The host has a route through it to each address; the pod has one
# back. If another node leads, the pod passes the host's packets on to the LAN, so nothing switches at a failover. If
# the pod is gone, so is the pair, and the host asks the LAN as any other machine. No address is added and nothing is
# said on the LAN: both ends know each other's MAC address, and answer no ARP. It is for IPv4 alone.
set -euo pipefail

leg=veth-ha-dns # NetworkManager and others leave veth* alone
inner=host0     # its name in the pod
run=/run/ha-dns
vips=/etc/ha-dns/pod/vips
action=$1
interface=$2
pod=${3:-}

value() { cat "/proc/sys/net/ipv4/conf/$1/rp_filter"; }

# Answers from another node come in by the LAN's interface, while the route to them leads through the pod. A host that
# is strict about that (1) drops them; loose (2) is what Debian has.
allow_answers() {
  local own all
  own=$(value "$interface")
  all=$(value all)
  ((own == 1 || (own == 0 && all == 1))) || return 0
  echo "$own" >"$run/host-leg.rp_filter"
  echo 2 >"/proc/sys/net/ipv4/conf/$interface/rp_filter"
  echo "rp_filter of $interface: 2 instead of $own"
}

if [[ $action == down ]]; then
  ip link del "$leg" 2>/dev/null || true
  if [[ -e $run/host-leg.rp_filter ]]; then
    cat "$run/host-leg.rp_filter" >"/proc/sys/net/ipv4/conf/$interface/rp_filter"
    rm -f "$run/host-leg.rp_filter"
  fi
  exit 0
fi

read -r pid own_address < <(
  docker inspect --format '{{.State.Pid}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$pod"
)
((pid > 0)) || exit 0
in_pod() { nsenter --net="/proc/$pid/ns/net" "$@"; }

read -r -a targets <<<"$(grep -v : "$vips" | tr '\n' ' ') $own_address"
# The address by which the LAN knows this host. It has none while it boots, or while a cable is out.
host=$(ip -4 -o route get "${targets[0]}" oif "$interface" 2>/dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
[[ -n $host ]] || exit 0

mac() { sed -n 's/.*link\/ether \([0-9a-f:]*\).*/\1/p'; }
# iproute2's releases differ in the blanks at a line's end.
routes() { ip -4 route show dev "$1" | sed 's/ *$//' | sort; }
wanted() { printf "%s scope link src $host\\n" "${targets[@]}" | sort; }
is_right() {
  [[ -e /sys/class/net/$leg ]] || return 1
  [[ "$(routes "$leg")" == "$(wanted)" ]] || return 1
  [[ "$(in_pod ip -4 route show dev "$inner" 2>/dev/null)" == "$host scope link"* ]]
}
allow_answers
! is_right || exit 0

if ! in_pod ip link show dev "$inner" >/dev/null 2>&1; then
  # One that leads into an older pod.
  ip link del "$leg" 2>/dev/null || true
  ip link add "$leg" type veth peer name "$inner" netns "$pid"
  echo "made $leg, which leads into $pod"
fi
outer_mac=$(ip -o link show dev "$leg" | mac)
inner_mac=$(in_pod ip -o link show dev "$inner" | mac)

settings() {
  echo "echo 8 >/proc/sys/net/ipv4/conf/$1/arp_ignore"
  echo "[ ! -d /proc/sys/net/ipv6/conf/$1 ] || echo 1 >/proc/sys/net/ipv6/conf/$1/disable_ipv6"
  echo "ip link set $1 up"
}
settings "$leg" | sh -e
{
  settings "$inner"
  # From the host, and from nobody else.
  echo "echo 1 >/proc/sys/net/ipv4/conf/$inner/forwarding"
  echo "ip -4 route flush dev $inner"
  echo "ip neigh replace $host lladdr $outer_mac nud permanent dev $inner"
  echo "ip route replace $host/32 dev $inner"
} | in_pod sh -e

while read -r target _; do
  [[ " ${targets[*]} " == *" $target "* ]] || ip route del "$target" dev "$leg"
done < <(ip -4 route show dev "$leg")
for target in "${targets[@]}"; do
  ip neigh replace "$target" lladdr "$inner_mac" nud permanent dev "$leg"
  ip route replace "$target/32" dev "$leg" src "$host"
done
echo "$host reaches ${targets[*]} through $leg"
