#!/bin/bash
# Lets the node's containers be reached by the host's own MAC address (key `network: host`).
#
#   ha-dns-host-link make                     makes the pair of interfaces that the containers' network sits on
#   ha-dns-host-link run INTERFACE RULES      keeps the pair and the rules in place until it is stopped
#   ha-dns-host-link down                     removes both
#
# Wi-Fi, switches with port security and many hypervisors drop frames from other MAC addresses than the host's. So the
# containers' macvlan network sits on one end of a pair of virtual interfaces. nftables rules forward frames between the
# other end and the host's interface, and put the host's MAC address into outgoing ones. The rules stay while this
# script restarts.
set -uo pipefail

pods=veth-dns-pods
lan=veth-dns-lan
action=$1
interface=${2:-}
rules=${3:-}

of() { cat "/sys/class/net/$1/$2" 2>/dev/null; }
is_up() { (($(of "$1" flags) & 1)); }

make_pair() {
  local end
  if [[ ! -e /sys/class/net/$lan ]]; then
    ip link add "$lan" type veth peer name "$pods" || return
    echo "made $lan and $pods"
  fi
  # The host itself uses neither interface: without IPv6 and ARP it sends nothing there, and answers no query for its MAC.
  for end in "$lan" "$pods"; do
    [[ ! -d /proc/sys/net/ipv6/conf/$end ]] || echo 1 >"/proc/sys/net/ipv6/conf/$end/disable_ipv6"
  done
  ip link set "$pods" arp off up
}

# keepalived gives the VIP up if its interface has no link. So the pod has to see when the host's cable is unplugged.
pass_link_on() {
  local wanted=down now=down
  [[ $(of "$interface" carrier) != 1 ]] || wanted=up
  ! is_up "$lan" || now=up
  [[ $now == "$wanted" ]] || { ip link set "$lan" "$wanted" && echo "$interface is $wanted: set the pods' link $wanted"; }
}

pass_mtu_on() {
  local end mtu
  mtu=$(of "$interface" mtu)
  for end in "$lan" "$pods"; do
    [[ $(of "$end" mtu) == "$mtu" ]] || ip link set "$end" mtu "$mtu"
  done
}

loaded=
load_rules() {
  local wanted mac
  mac=$(of "$interface" address)
  # An interface that was created again has a new index, and its rules are gone.
  wanted="$mac $(of "$interface" ifindex) $(of "$lan" ifindex)"
  [[ $wanted != "$loaded" ]] || ! nft list table netdev ha_dns_link >/dev/null 2>&1 || return 0
  { echo "define host_mac = $mac" && cat "$rules"; } | nft -f - || return
  loaded=$wanted
  echo "$interface forwards the pods' frames with the MAC address $mac"
}

keep() {
  [[ -e /sys/class/net/$interface ]] || return 0
  make_pair
  pass_mtu_on
  load_rules
  pass_link_on
}

case $action in
  make) make_pair ;;
  run)
    # Checks everything after each change of a link or of a table, and every 10 s.
    exec 3< <(
      ip -o monitor link &
      nft monitor tables &
      wait -n
      # shellcheck disable=SC2046 # a word is a process
      kill $(jobs -p)
    )
    keep
    while true; do
      read -r -t 10 -u 3 _
      status=$?
      # Above 128: the 10 s are over. Any other failure: a monitor has ended, and systemd restarts this.
      ((status == 0 || status > 128)) || exit 1
      keep
    done
    ;;
  down)
    for table in netdev inet; do nft delete table "$table" ha_dns_link 2>/dev/null; done
    ip link del "$lan" 2>/dev/null
    exit 0
    ;;
esac
