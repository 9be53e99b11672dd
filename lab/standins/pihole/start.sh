#!/bin/bash
# Stand-in for Pi-hole's start script: PID 1, with the daemon as its child. What ends the daemon ends the container.
set -u

daemon=
stopped=
stop() {
  stopped=1
  echo "  [i] Container stop requested..."
  [[ -z $daemon ]] || kill -TERM "$daemon" 2>/dev/null
}
trap stop TERM INT QUIT HUP

echo "  [i] This is a stand-in for Pi-hole (dnsmasq and a part of the v6 API), not Pi-hole"
mkdir -p /etc/pihole /etc/dnsmasq.d /var/log/pihole /run/pihole
# As the real one: the daemon and gravity are not root, and what earlier ones have left is theirs.
owner=${PIHOLE_UID:-1000}:${PIHOLE_GID:-1000}
install -o "${owner%:*}" -g "${owner#*:}" -m 644 /dev/null /run/pihole-FTL.pid
chown -R "$owner" /etc/pihole /var/log/pihole /run/pihole
if [[ ! -f /etc/pihole/gravity.db ]]; then
  echo "https://raw.githubusercontent.com/StevenBlack/hosts/master/hosts" >/etc/pihole/adlists.list
  echo "  [i] /etc/pihole/gravity.db does not exist: gravity will now be run to create the database"
  pihole -g
fi
pihole-FTL no-daemon &
daemon=$!

code=0
wait "$daemon" || code=$?
# A trapped signal ends the first wait before the daemon has ended.
if [[ -n $stopped ]]; then
  code=0
  wait "$daemon" || code=$?
fi
# The real script sleeps as well, so that its log is complete: a stop takes as long here as there.
sleep 2
echo "  [i] pihole-FTL exited with status $code"
exit "$code"
