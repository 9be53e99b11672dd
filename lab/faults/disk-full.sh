# Fills a node's disk: sh -s full|free PIHOLE-CONTAINER.
#
# Only where the cluster keeps data: Pi-hole's folder, as its container sees it and as the host does, and that of
# Docker's records and logs. Each is covered by a tmpfs that holds a copy of it and is full, so that no more than its
# size and 64 KiB is ever written; nothing of the machine's own disk is. Files that are open stay as they are. Databases
# stay in place: a process that has one open would find another file under its name, which no full disk does.
set -eu
action=$1
pihole=$2
data=/var/lib/ha-dns
records=/var/lib/docker/containers
limit=65536 # KiB

covered='[ "$(stat -f -c %T "$1")" = tmpfs ]'
cover='
  set -eu
  folder=$1
  used=$(du -sk "$folder" | cut -f1)
  [ "$used" -le "$2" ] || { echo "$folder holds $used KiB, too much to copy" >&2; exit 1; }
  mkdir -p /run/ha-dns-drill /run/ha-dns-drill-before
  mount --bind "$folder" /run/ha-dns-drill-before
  mount -t tmpfs -o size=$((used + 64))k,mode="$(stat -c %a "$folder")" ha-dns-drill /run/ha-dns-drill
  cp -a "$folder/." /run/ha-dns-drill/
  cat /dev/zero > /run/ha-dns-drill/.full 2>/dev/null || true
  mount --bind /run/ha-dns-drill "$folder"
  umount /run/ha-dns-drill
  (cd /run/ha-dns-drill-before && find . -name "*.db*" -type f) | while read -r file; do
    if [ -e "$folder/$file" ]; then mount --bind "/run/ha-dns-drill-before/$file" "$folder/$file"; fi
  done
  umount --lazy /run/ha-dns-drill-before
  if (echo more > "$folder/.more") 2>/dev/null; then echo "$folder can be written to" >&2; exit 1; fi'

pid=$(docker inspect -f '{{.State.Pid}}' "$pihole" 2>/dev/null || echo 0)
inside() { nsenter --target "$pid" --mount --pid sh -c "$@"; }

case $action in
  full)
    sh -c "$cover" sh "$data" "$limit"
    inside "$cover" sh /etc/pihole "$limit"
    sh -c "$cover" sh "$records" "$limit"
    ;;
  free)
    for folder in "$data" "$records"; do
      while sh -c "$covered" sh "$folder"; do umount --lazy "$folder"; done
    done
    if [ "$pid" != 0 ] && inside "$covered" sh /etc/pihole; then inside 'umount -l /etc/pihole'; fi
    ;;
esac
