# try-pod INTERFACE GATEWAY VRID ARP-PROGRAM LINK-RULES SYSCTL=VALUE...; standard input: the packet filter that the pod
# loads. LINK-RULES: what the host loads with `network: host`; else "".
# Tries what the pod needs of the kernel. Runs in a network namespace of its own, which goes with this process, and
# all that was made in it: nothing is left, also if the connection breaks.
host=/proc/$PPID/ns/net interface=$1 gateway=$2 vrid=$3 arp=$4 link=$5
shift 5
set_all() {
  for setting in "$@"; do
    echo "${setting#*=}" >"/proc/sys/$(echo "${setting%%=*}" | tr . /)" || return 1
  done
}
section sysctls set_all "$@"
section macvlan nsenter --net="$host" ip link add link "$interface" name eth0 netns $$ type macvlan mode bridge
section virtual-mac ip link add link eth0 name "vrrp.$vrid" type macvlan mode private
if command -v nft >/dev/null; then
  section nftables nft -f -
elif command -v modprobe >/dev/null; then
  section nftables modprobe --dry-run nf_tables
fi
# The pod has no IPv6; without this, the kernel would announce an address of the trial.
[ ! -e /proc/sys/net/ipv6 ] || echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
if [ -n "$link" ]; then
  ip link add veth-dns-lan type veth peer name veth-dns-pods
  ip link show eth0 >/dev/null 2>&1 || ip link add eth0 type veth peer name other0
  command -v nft >/dev/null && section link nft "$link"
fi
if ip link set eth0 up; then section gateway perl -e "$arp" eth0 1 "$gateway"; fi
