#!/bin/sh
# Prepares a Debian-like host: prepare-host INTERFACE. Changes only what is missing; says what it did.
set -eu
interface=$1

ip link show dev "$interface" >/dev/null 2>&1 || {
  echo "there is no network interface $interface here; these are: $(ls /sys/class/net | tr '\n' ' ')" >&2
  echo "mend it with: pulumi config set interface NAME" >&2
  exit 1
}
if [ -e "/sys/class/net/$interface/wireless" ]; then
  echo "$interface is a wireless interface: macvlan needs a wired one" >&2
  exit 1
fi

if ! command -v docker >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -q -y --no-install-recommends docker.io
  echo "installed docker.io"
fi
systemctl enable --now docker >/dev/null 2>&1
tries=0
until docker version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { echo "Docker's engine does not answer; look further: journalctl -u docker" >&2; exit 1; }
  sleep 1
done

install -d -m 755 /etc/ha-dns /etc/ha-dns/pod /etc/ha-dns/unbound /var/lib/ha-dns /var/lib/ha-dns/pihole /var/lib/ha-dns/agent /run/ha-dns
install -d -m 700 /etc/ha-dns/secrets
echo "prepared"
