# Copies what a snapshot holds: sh -s SNAPSHOT FOLDER. By a clone, which is gone afterwards; nothing else is touched.
set -eu
clone=${1%%/*}/ha-dns-drill-look
# ZFS for FUSE takes a dataset for busy for a while after it was used.
drop() {
  tries=0
  while zfs list "$clone" >/dev/null 2>&1; do
    ! zfs destroy "$clone" 2>/dev/null || break
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "$clone stays busy" >&2; exit 1; }
    sleep 0.25
  done
}
drop
mkdir -p "$2"
zfs clone -o mountpoint=/run/ha-dns-drill/look "$1" "$clone"
cp -a /run/ha-dns-drill/look/. "$2/" || { drop; exit 1; }
drop
