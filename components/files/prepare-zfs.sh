#!/bin/sh
# Brings a Debian-like host to where `zfs` answers. Changes only what is missing; says what it did, or what to do.
set -eu
export LC_ALL=C

answers() { zfs list -H -o name >/dev/null 2>&1; }
module() { [ -e /dev/zfs ] || modprobe zfs 2>/dev/null; }

fail() {
  for line in "$@"; do echo "$line" >&2; done
  exit 1
}

if answers; then
  echo "ZFS answers"
  exit 0
fi

# Where somebody has installed ZFS for FUSE, its daemon only has to run.
if command -v zfs-fuse >/dev/null 2>&1; then
  systemctl enable --now zfs-fuse >/dev/null 2>&1 || true
  tries=0
  until answers; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || fail "zfs-fuse is installed, but its daemon does not answer" "look further: journalctl -u zfs-fuse"
    sleep 0.5
  done
  echo "zfs-fuse answers"
  exit 0
fi

if ! command -v zfs >/dev/null 2>&1 || ! module; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-cache policy zfsutils-linux | grep -q 'Candidate: [0-9]' ||
    fail "there is no package zfsutils-linux for this host" \
      "on Debian and Raspberry Pi OS it is in contrib: add that word to the lines of /etc/apt/sources.list" \
      "(or to Components in /etc/apt/sources.list.d/debian.sources), and run this again"
  # The module is built for the kernel that runs, where none came with it.
  modprobe -n zfs 2>/dev/null ||
    apt-get install -q -y --no-install-recommends "linux-headers-$(uname -r)" zfs-dkms ||
    fail "ZFS's kernel module could not be built for $(uname -r): its headers or zfs-dkms could not be installed"
  apt-get install -q -y --no-install-recommends zfsutils-linux
  echo "installed zfsutils-linux"
fi

module || fail "zfsutils-linux is installed, but its kernel module is not to be had on $(uname -r)" \
  "a kernel that was upgraded but not booted yet would explain it: look further with modprobe zfs, dkms status"
answers || fail "the kernel has ZFS, but zfs does not answer: $(zfs list -H -o name 2>&1 | tail -n 3)"
# Without these a reboot would leave the datasets unmounted.
systemctl enable zfs-import-cache.service zfs-mount.service zfs.target >/dev/null 2>&1 || true
echo "ZFS answers"
