import assert from "node:assert/strict";
import path from "node:path";
import { HostWorld } from "./host-world";

/** Packages of each release that the stand-in of apt knows, with the commands that each brings. */
const archives = {
  bookworm: {
    "docker.io": ["docker", "dockerd"],
    apparmor: ["apparmor_parser"],
    "ca-certificates": [],
  },
  trixie: {
    "docker.io": ["dockerd"],
    "docker-cli": ["docker"],
    apparmor: ["apparmor_parser"],
    "ca-certificates": [],
  },
} as const;

/** Stands in for a host's apt, dpkg and systemd: what is installed, and what is known, are files in a folder. */
const standIns = {
  "apt-get": `echo "apt-get $1" >>"$WORLD/log"
case $1 in
  update) if [ -e "$WORLD/offline" ]; then echo "E: Release file is not valid yet" >&2; exit 100; fi ;;
  install)
    shift
    for package; do
      case $package in -* | DPkg::*) continue ;; esac
      [ -e "$WORLD/archive/$package" ] || { echo "E: Unable to locate package $package" >&2; exit 100; }
      echo installed >"$WORLD/packages/$package"
      for command in $(cat "$WORLD/archive/$package"); do
        printf '#!/bin/sh\\n[ ! -e "$WORLD/silent" ]\\n' >"$WORLD/bin/$command" && chmod 755 "$WORLD/bin/$command"
      done
      [ "$package" != ca-certificates ] || : >"$WORLD/certificates"
      echo "  $package" >>"$WORLD/log"
    done ;;
esac`,
  "apt-cache": `ls "$WORLD/archive"`,
  dpkg: `echo "dpkg $*" >>"$WORLD/log"`,
  // dpkg-query -W -f FORMAT PACKAGE
  "dpkg-query": `cat "$WORLD/packages/$4"`,
  systemctl: `echo "systemctl $*" >>"$WORLD/log"
if [ -e "$WORLD/masked" ]; then echo "Failed to enable unit: Unit docker.service is masked." >&2; exit 1; fi`,
  ip: `[ "$4" = eth0 ]`,
  install: ":",
  journalctl: "echo failed to start daemon: no such device",
  sleep: ":",
} as const;

const answering = '[ ! -e "$WORLD/silent" ]';

/** A host of this release, on which nothing is installed yet. */
class World extends HostWorld {
  constructor(release: keyof typeof archives) {
    super("prepare-host.sh", standIns);
    for (const [name, commands] of Object.entries(archives[release]))
      this.write(`archive/${name}`, commands.join("\n"));
    this.write("packages/none", "");
    this.write("sys/class/net/eth0/operstate", "up");
    this.write("certificates", "");
  }

  /** A package and its commands are there, in this state of dpkg. */
  has(name: string, commands: readonly string[], state = "installed"): void {
    this.write(`packages/${name}`, state);
    commands.forEach((command) => this.command(command, answering));
  }

  prepare(on = "eth0") {
    return this.run([on, "53053"], {
      HA_DNS_SYS: path.join(this.folder, "sys"),
      HA_DNS_CERTIFICATES: path.join(this.folder, "certificates"),
    });
  }
}

const enabled = "systemctl enable --now docker.service";
const installing = (...packages: readonly string[]) => [
  "dpkg --configure -a",
  "apt-get update",
  "apt-get install",
  ...packages.map((name) => `  ${name}`),
  enabled,
];

describe("prepare-host.sh, with stand-ins for apt, dpkg and systemd", () => {
  let world: World;
  const start = (release: keyof typeof archives) => (world = new World(release));
  afterEach(() => world.destroy());

  for (const [release, packages] of [
    ["bookworm", ["docker.io"]],
    ["trixie", ["docker.io", "docker-cli"]],
  ] as const) {
    it(`installs ${packages.join(" and ")} on a fresh ${release}, and nothing the second time`, () => {
      start(release);
      const first = world.prepare();
      assert.deepEqual([first.status, first.log], [0, installing(...packages)], first.stderr);
      assert.equal(
        first.stdout,
        `installing ${packages.join(" ")}\ninstalled ${packages.join(" ")}\nprepared\n`,
      );
      const second = world.prepare();
      assert.deepEqual([second.status, second.log, second.stdout], [0, [enabled], "prepared\n"]);
    });
  }

  it("completes a first run that has left the engine without its command", () => {
    start("trixie").has("docker.io", ["dockerd"]);
    assert.deepEqual(world.prepare().log, installing("docker-cli"));
  });

  for (const state of ["unpacked", "half-installed", "half-configured", "triggers-pending"])
    it(`completes a package that dpkg has left ${state}`, () => {
      start("bookworm").has("docker.io", ["docker", "dockerd"], state);
      assert.deepEqual(world.prepare().log, installing("docker.io"));
    });

  it("leaves Docker's own packages as they are", () => {
    start("trixie").has("docker-ce", ["dockerd"]);
    world.has("docker-ce-cli", ["docker"]);
    assert.deepEqual(world.prepare().log, [enabled]);
  });

  it("completes Docker's own packages by their own, never by Debian's", () => {
    start("trixie").has("docker-ce", ["dockerd"]);
    world.write("archive/docker-ce-cli", "docker");
    assert.deepEqual(world.prepare().log, installing("docker-ce-cli"));
  });

  it("adds Docker's own engine, if only Docker's own command is there", () => {
    start("trixie").has("docker-ce-cli", ["docker"]);
    world.write("archive/docker-ce", "dockerd");
    assert.deepEqual(world.prepare().log, installing("docker-ce"));
  });

  it("does not take for Docker's own packages what is left of their settings", () => {
    start("bookworm").has("docker-ce", [], "config-files");
    assert.deepEqual(world.prepare().log, installing("docker.io"));
  });

  it("installs AppArmor's parser where the kernel has AppArmor, and only there", () => {
    start("trixie").has("docker.io", ["dockerd"]);
    world.has("docker-cli", ["docker"]);
    world.write("sys/module/apparmor/parameters/enabled", "N\n");
    assert.deepEqual(world.prepare().log, [enabled]);
    world.write("sys/module/apparmor/parameters/enabled", "Y\n");
    assert.deepEqual(world.prepare().log, installing("apparmor"));
    assert.deepEqual(world.prepare().log, [enabled]);
  });

  it("installs the certificates that a registry is verified by", () => {
    start("bookworm").has("docker.io", ["docker", "dockerd"]);
    world.remove("certificates");
    assert.deepEqual(world.prepare().log, installing("ca-certificates"));
  });

  const failing: Readonly<Record<string, [(world: World) => void, RegExp]>> = {
    "apt-get update": [
      (it) => it.write("offline", ""),
      /^apt-get update failed:\nE: Release file is not valid yet\n.*its clock \(date\)/s,
    ],
    "apt-get install": [
      (it) => it.remove("archive/docker.io"),
      /^apt-get install .*docker\.io.* failed with exit code 100:\nE: Unable to locate package docker\.io/,
    ],
    systemctl: [
      (it) => it.write("masked", ""),
      /^systemctl enable --now docker\.service failed with exit code 1:\nFailed to enable unit: Unit docker\.service is masked/,
    ],
    "the engine": [
      (it) => it.write("silent", ""),
      /^Docker's engine does not answer after 30 s:\n.*failed to start daemon: no such device\nlook further: journalctl/s,
    ],
    "the interface": [() => undefined, /^there is no network interface wlan7 here; these are: eth0/],
  };
  for (const [what, [spoil, expected]] of Object.entries(failing))
    it(`says why, if it fails by ${what}`, () => {
      spoil(start("trixie"));
      const { status, stderr } = world.prepare(what === "the interface" ? "wlan7" : "eth0");
      assert.equal(status, 1);
      assert.match(stderr, expected);
    });

  it("says that no package brings the command, if apt knows of none", () => {
    start("trixie").has("docker.io", ["dockerd"]);
    world.remove("archive/docker-cli");
    const { status, stderr } = world.prepare();
    assert.equal(status, 1);
    assert.match(stderr, /no docker command here.*\ninstall it by hand/);
  });
});
