# host INTERFACE: what the host is and has. Only reads.
interface=$1
section kernel uname -r -m
section system sh -c '. /etc/os-release && echo "$PRETTY_NAME"'
section tools sh -c 'for tool in apt-get ip nsenter perl systemctl unshare; do command -v "$tool" >/dev/null || echo "$tool"; done'
section init cat /proc/1/comm
section container sh -c 'systemd-detect-virt --container || tr "\0" "\n" </proc/1/environ | sed -n s/^container=//p'
section confinement sh -c 'cat /proc/1/attr/apparmor/current 2>/dev/null || cat /proc/1/attr/current'
section users cat /proc/self/uid_map
section controllers sh -c 'cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null || awk "\$4 == 1 { print \$1 }" /proc/cgroups | xargs'
section apparmor cat /sys/module/apparmor/parameters/enabled
section apparmor-parser command -v apparmor_parser
section addresses ip -json address
section routes ip -json route
section wireless test -e "/sys/class/net/$interface/wireless" -o -e "/sys/class/net/$interface/phy80211"
section ipv6 test -e /proc/sys/net/ipv6
section resolvers sh -c 'cat /run/systemd/resolve/resolv.conf 2>/dev/null || cat /etc/resolv.conf'
section disks df -Pk / /etc /var/lib
section root stat --file-system --format %T /
section library-disk df -Pk /var/lib
section readonly sh -c 'for folder in /etc /var/lib; do [ -w "$folder" ] || echo "$folder"; done'
section synchronized timeout 2 timedatectl show --property NTPSynchronized --value
section chrony timeout 2 chronyc -n tracking
section clocks timeout 2 systemctl is-active systemd-timesyncd chrony chronyd ntp ntpsec ntpd openntpd
section pihole-cluster sh -c 'for file in /var/lib/ha-dns/pihole/pihole.toml /etc/pihole/pihole.toml; do
  [ -r "$file" ] || continue
  awk -v file="$file" "/^ *\\[/ { in_cluster = (\$1 == \"[cluster]\") } in_cluster && /^ *(enabled|active) *= *true/ { print file }" "$file"
done'
