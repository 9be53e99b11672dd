#!/bin/sh
# Brings a Debian-like host to where `zfs` answers: prepare-zfs [PACKAGE]..., and installs these packages as well.
# Changes only what is missing; says what it did, or what to do.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

answers() { zfs list -H -o name >/dev/null 2>&1; }
module() { [ -e /dev/zfs ] || modprobe zfs 2>/dev/null; }

fail() {
  for line in "$@"; do echo "$line" >&2; done
  exit 1
}

# Where somebody has installed ZFS for FUSE, its daemon only has to run.
start_fuse() {
  said=$(systemctl enable --now zfs-fuse 2>&1) || true
  tries=0
  until answers; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || fail "zfs-fuse is installed, but its daemon does not answer: $said" "look further: journalctl -u zfs-fuse"
    sleep 0.5
  done
  echo "zfs-fuse answers"
}

install_zfs() {
  if ! command -v zfs >/dev/null 2>&1 || ! module; then
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
  said=$(systemctl enable zfs-import-cache.service zfs-mount.service zfs.target 2>&1) ||
    fail "ZFS answers, but systemctl does not enable its units, and a reboot would leave the datasets unmounted: $said"
  echo "ZFS answers"
}

missing() {
  for package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

install_packages() {
  needed=$(missing "$@")
  [ -n "$needed" ] || return 0
  apt-get update -q
  # shellcheck disable=SC2086 # a word is a package
  set -- $needed
  # sanoid asks for some package of ZFS; where ZFS came by another way, that would be a second one beside it.
  if apt-get install -q -y --no-install-recommends --simulate "$@" | grep -Eq '^Inst (zfs-fuse|zfsutils)'; then
    fail "ZFS answers here, but came from no package, and so apt would put another one beside it for: $*" \
      "put zfsutils-linux in its place, and run this again"
  fi
  apt-get install -q -y --no-install-recommends "$@"
  echo "installed $*"
}

if answers; then
  echo "ZFS answers"
elif command -v zfs-fuse >/dev/null 2>&1; then
  start_fuse
else
  install_zfs
fi
install_packages "$@"
