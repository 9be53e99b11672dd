#!/bin/sh
# Prepares a Debian-like host: prepare-host INTERFACE USER [host] (USER: the number of the containers' own user; host: the
# containers use the host's own MAC address).
# Changes only what is missing, and says what it did.
# A run that was cut short is completed by the next one.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
interface=$1
user=$2
network=${3:-macvlan}
sys=${HA_DNS_SYS:-/sys}
certificates=${HA_DNS_CERTIFICATES:-/etc/ssl/certs/ca-certificates.crt}

fail() {
  for line in "$@"; do echo "$line" >&2; done
  exit 1
}

# Runs a command and stays silent; if it fails, says which one it was, and the end of what it said.
must() {
  said=$("$@" 2>&1) || fail "$* failed with exit code $?:" "$(printf '%s\n' "$said" | tail -n 15)"
}

ip link show dev "$interface" >/dev/null 2>&1 ||
  fail "there is no network interface $interface here; these are: $(ls "$sys/class/net" | tr '\n' ' ')" \
    "fix it with: pulumi config set interface NAME"
[ "$network" = host ] || [ ! -e "$sys/class/net/$interface/wireless" ] ||
  fail "$interface is a wireless interface: macvlan needs a wired one" "fix it with: pulumi config set network host"

has() { command -v "$1" >/dev/null 2>&1; }
# installed, or the state in which an interrupted dpkg has left a package; nothing if it is not here.
state_of() {
  case $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true) in
    installed) echo installed ;;
    unpacked | half-installed | half-configured | triggers-*) echo unfinished ;;
  esac
}
is_here() { [ -n "$(state_of "$1")" ]; }
# Only after apt-get update.
apt_knows() { apt-cache pkgnames "$1" | grep -qx "$1"; }

# A freshly booted host often updates itself: what holds apt's locks ends by itself.
update_lists() {
  tries=0
  until said=$(apt-get update -q 2>&1); do
    tries=$((tries + 1))
    case $said in *"Could not get lock"*) ;; *) tries=60 ;; esac
    [ "$tries" -lt 60 ] || fail "apt-get update failed:" "$(printf '%s\n' "$said" | tail -n 15)" \
      "packages come over this host's own network: look at its resolver (/etc/resolv.conf), its clock (date) and /etc/apt/sources.list*"
    sleep 5
  done
}

# Prints which packages are wanted. Docker's own and Debian's exclude each other: the kind that is here stays.
wanted_packages() {
  if is_here docker-ce || is_here docker-ce-cli; then
    command=docker-ce-cli engine=docker-ce
  else
    command=docker-cli engine=docker.io
  fi
  if ! has dockerd || [ "$(state_of $engine)" = unfinished ]; then echo $engine; fi
  # Until Debian 12, and on Ubuntu, docker.io brings the command; since then a package of its own does.
  if { ! has docker || [ "$(state_of $command)" = unfinished ]; } && apt_knows $command; then echo $command; fi
  # A kernel with AppArmor starts no container if its parser is missing.
  if needs_apparmor; then echo apparmor; fi
  # Without them no image can be pulled. Like the two before, they are only recommended by docker.io.
  if ! [ -e "$certificates" ]; then echo ca-certificates; fi
  if needs_nftables; then echo nftables; fi
}

needs_apparmor() {
  [ "$(cat "$sys/module/apparmor/parameters/enabled" 2>/dev/null || true)" = Y ] && ! has apparmor_parser
}

# ha-dns-host-link carries the containers' frames by rules of the host's packet filter.
needs_nftables() { [ "$network" = host ] && ! has nft; }

is_complete() {
  has docker && has dockerd && [ -e "$certificates" ] && ! needs_apparmor && ! needs_nftables || return 1
  for package in docker.io docker-cli docker-ce docker-ce-cli; do
    [ "$(state_of $package)" != unfinished ] || return 1
  done
}

install_packages() {
  # What an interrupted dpkg has left. What cannot be completed here, apt-get installs anew, or says why not.
  dpkg --configure -a >/dev/null 2>&1 || true
  update_lists
  packages=$(wanted_packages)
  # shellcheck disable=SC2086
  echo "installing" $packages
  # No package is removed for it: one that stands in the way was put there by a person.
  # shellcheck disable=SC2086 # a word is a package
  must apt-get install -q -y --no-install-recommends --no-remove --fix-broken -o DPkg::Lock::Timeout=300 $packages
  has docker || fail "there is no docker command here, and no package of it: looked for docker-cli and docker-ce-cli" \
    "install it by hand, and run this again"
  # shellcheck disable=SC2086
  echo "installed" $packages
}

is_complete || install_packages
must systemctl enable --now docker.service

tries=0
until said=$(docker version 2>&1); do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || fail "Docker's engine does not answer after 30 s:" "$(printf '%s\n' "$said" | tail -n 3)" \
    "$(journalctl -u docker.service -n 5 --no-pager -o cat 2>&1 || true)" "look further: journalctl -u docker"
  sleep 1
done

must install -d -m 755 /etc/ha-dns /etc/ha-dns/pod /etc/ha-dns/unbound /var/lib/ha-dns /var/lib/ha-dns/pihole /run/ha-dns
must install -d -m 700 /etc/ha-dns/secrets
must install -d -m 755 -o "$user" -g "$user" /var/lib/ha-dns/agent
must install -d -m 755 -o "$user" -g "$user" /var/lib/ha-dns/leases /var/lib/ha-dns/leases/hosts /var/lib/ha-dns/leases/names
must install -d -m 750 -o "$user" -g "$user" /run/ha-dns/unbound

# Earlier versions shared the whole of /run/ha-dns with the containers, where all was root's. What a person has asked
# for, and what the next agent goes on with, is taken along.
if ! [ -e /run/ha-dns/pod ]; then
  for file in drain failback accepted-removal pihole-session pihole-starts dnsmasq-in-force; do
    [ -f "/run/ha-dns/$file" ] && ! [ -L "/run/ha-dns/$file" ] || continue
    must install -D -m "$(stat -c %a "/run/ha-dns/$file")" -o "$user" -g "$user" "/run/ha-dns/$file" "/run/ha-dns/pod.new/$file"
  done
  ! [ -e /run/ha-dns/pod.new ] || must mv -T /run/ha-dns/pod.new /run/ha-dns/pod
fi
must install -d -m 775 -g "$user" /run/ha-dns/pod
if [ -d /var/lib/ha-dns/agent ]; then
  must find /var/lib/ha-dns/agent ! -user "$user" -exec chown -h "$user:$user" {} +
fi
# The program reads the next two lines. It then sets no memory limit for any container, and nothing of IPv6 for the pod.
[ "$(docker info --format '{{.MemoryLimit}}')" != false ] || echo "no memory limits"
[ -e /proc/sys/net/ipv6 ] || echo "no IPv6"
echo "prepared"
