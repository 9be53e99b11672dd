# lan SCRIPT RULES: a host whose switch port takes its own MAC address alone, a pod on it by `network: host`, and a client,
# in network namespaces. Prints what was seen, one `NAME: VALUE` a line. The rules name the host's eth0.
set -u
script=$1 rules=$2 vip=$3 pod=$4 host=$5 client=$6
mount -t tmpfs tmpfs /run
mkdir -p /run/netns
for name in lan host pod client; do ip netns add "$name" && ip -n "$name" link set lo up; done
at() { local where=$1; shift; ip netns exec "$where" "$@"; }
saw() { echo "$1: $2"; }
reaches() { at "$1" ping -c 1 -W 1 "$2" >/dev/null 2>&1 && echo yes || echo no; }
mac_of() { at "$1" cat "/sys/class/net/$2/address"; }
# until WHAT COMMAND...: asks again for 5 s
until_so() {
  local what=$1 i
  shift
  for ((i = 0; i < 100; i++)); do
    if "$@"; then saw "$what" yes; return; fi
    read -r -t 0.05 <> <(:)
  done
  saw "$what" no
}

ip -n lan link add br0 type bridge
ip -n lan link set br0 up
for name in host client; do
  ip -n lan link add "$name" type veth peer name eth0 netns "$name"
  ip -n lan link set "$name" master br0 up
  ip -n "$name" link set eth0 up
done
ip -n host addr add "$host/24" dev eth0
ip -n client addr add "$client/24" dev eth0
secure_port() {
  at lan nft -f - <<RULES
table netdev port
delete table netdev port
table netdev port {
  chain security {
    type filter hook ingress device "host" priority 0; policy accept;
    ether saddr != $(mac_of host eth0) counter drop
  }
}
RULES
}

new_pod() { # what the pod's interface sits on
  ip -n pod link del eth0 2>/dev/null
  ip -n host link add link "$1" name pod0 type macvlan mode bridge
  ip -n host link set pod0 netns pod name eth0
  ip -n pod link set eth0 up
  ip -n pod addr add "$pod/24" dev eth0
  at pod sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore'
}

secure_port
new_pod eth0
saw "macvlan on the host's interface" "$(reaches client "$pod")"
ip -n pod link del eth0
secure_port # counts anew

# Docker makes the network first; then what the host does at each boot.
at host bash "$script" make >/dev/null
new_pod veth-dns-pods
# Not by `at`: `kill` has to reach the script itself, and not a shell around it.
ip netns exec host bash "$script" run eth0 "$rules" >/tmp/said 2>&1 &
link=$!
until_so "the pod answers" sh -c "[ \"\$(ip netns exec client ping -c 1 -W 1 $pod >/dev/null 2>&1 && echo yes)\" ]"
saw "by the host's MAC" "$([[ $(ip -n client neigh show "$pod") == *"$(mac_of host eth0)"* ]] && echo yes || echo no)"
saw "the pod reaches the client" "$(reaches pod "$client")"
saw "the host itself answers" "$(reaches client "$host")"

saw "a VIP that the pod has not" "$(reaches client "$vip")"
ip -n pod addr add "$vip/32" dev eth0
saw "a VIP that the pod has" "$(reaches client "$vip")"

# A program of the host has the port on every address; the pod's own answers there all the same.
answer='use IO::Socket::INET; my ($address, $text) = @ARGV;
  my $s = IO::Socket::INET->new(LocalAddr => $address, LocalPort => 53, Proto => "udp") or die $!;
  while (defined $s->recv(my $b, 99)) { $s->send($text) }'
ask='use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => shift, PeerPort => 53, Proto => "udp");
  $SIG{ALRM} = sub { print "silent\n"; exit }; alarm 2; $s->send("?"); $s->recv(my $b, 99); print "$b\n"'
ip netns exec host perl -e "$answer" 0.0.0.0 host & servers=$!
ip netns exec pod perl -e "$answer" "$vip" pod & servers="$servers $!"
until_so "both listen" sh -c '[ "$(ip netns exec host perl -e "$1" 127.0.0.1)" = host ] && [ "$(ip netns exec pod perl -e "$1" "$2")" = pod ]' sh "$ask" "$vip"
saw "port 53 of the VIP" "$(at client perl -e "$ask" "$vip")"
saw "port 53 of the host" "$(at client perl -e "$ask" "$host")"
saw "port 53 of the host, for itself" "$(at host perl -e "$ask" "$host")"

# The pod is made again, with another MAC address. The client asks for the VIP's address anew, as after an announcement of
# keepalived, which does not run here.
new_pod veth-dns-pods
ip -n pod addr add "$vip/32" dev eth0
ip -n client neigh flush all
until_so "a pod with another MAC answers" sh -c "ip netns exec pod ping -c 1 -W 1 $client >/dev/null 2>&1 && ip netns exec client ping -c 1 -W 1 $vip >/dev/null 2>&1"

saw "no frame of another MAC" "$(at lan nft list table netdev port | grep -q "packets 0 bytes 0" && echo yes || at lan nft list table netdev port)"
at host nft add table inet others
at host nft delete table netdev ha_dns_link
until_so "rules that were taken away are there again" sh -c "ip netns exec client ping -c 1 -W 1 $vip >/dev/null 2>&1"
saw "other rules of the host stay" "$(at host nft list tables | grep -c 'inet others')"

ip -n lan link set host down
until_so "a cable that is out is seen in the pod" sh -c '[ "$(ip netns exec pod cat /sys/class/net/eth0/carrier)" = 0 ]'
ip -n lan link set host up
until_so "and one that is in again" sh -c '[ "$(ip netns exec pod cat /sys/class/net/eth0/carrier)" = 1 ]'

# shellcheck disable=SC2086 # a word is a process
kill $link $servers
wait $link 2>/dev/null
ip -n pod link del eth0
at host bash "$script" down
saw "left on the host" "$(at host sh -c 'nft list tables; ip -o link' | grep -c -e ha_dns -e veth-dns)"
sed 's/^/said: /' /tmp/said >&2
