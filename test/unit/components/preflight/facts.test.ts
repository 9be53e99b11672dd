import assert from "node:assert/strict";
import { parseEngine } from "../../../../components/preflight/facts/engine-facts";
import { parseHost } from "../../../../components/preflight/facts/host-facts";
import { parseAdvertisement, parseNeighbours, parseVrrp } from "../../../../components/preflight/facts/lan";
import { registryNames } from "../../../../components/preflight/facts/registry-names";
import { parseTrial } from "../../../../components/preflight/facts/trial";
import { factOf } from "../../../../components/preflight/task";

/** Frames texts as scripts/sections.sh does; a text alone stands for exit code 0. */
const framed = (sections: Readonly<Record<string, string | readonly [string, number]>>): string =>
  Object.entries(sections)
    .map(([name, said]) => {
      const [text, code] = typeof said === "string" ? [said, 0] : said;
      return `#begin ${name}\n${text}\n#end ${code}\n`;
    })
    .join("");

const link = (ifname: string, flags: readonly string[], ...addresses: readonly string[]) => ({
  ifname,
  flags,
  addr_info: addresses.map((local) => ({ family: "inet", local, prefixlen: 24 })),
});
/** As a Raspberry Pi prints it. */
const pi: Parameters<typeof framed>[0] = {
  kernel: "6.12.47+rpt-rpi-v8 aarch64",
  system: "Debian GNU/Linux 13 (trixie)",
  tools: "",
  init: "systemd",
  container: ["none", 1],
  confinement: ["cat: /proc/1/attr/current: Invalid argument", 1],
  users: "         0          0 4294967295",
  controllers: "cpuset cpu io pids",
  apparmor: "Y",
  "apparmor-parser": ["", 127],
  addresses: JSON.stringify([
    link("lo", ["LOOPBACK", "UP", "LOWER_UP"], "127.0.0.1"),
    link("eth0", ["NO-CARRIER", "BROADCAST", "UP"]),
    link("wlan0", ["BROADCAST", "UP", "LOWER_UP"], "192.168.8.20"),
  ]),
  routes: JSON.stringify([
    { dst: "default", gateway: "192.168.8.1", dev: "wlan0", metric: 600 },
    { dst: "192.168.8.0/24", dev: "wlan0", flags: [] },
    { dst: "192.168.8.250", dev: "veth-ha-dns", flags: [] },
  ]),
  wireless: ["", 1],
  ipv6: "",
  resolvers: "# made by resolved\nnameserver 192.168.8.1\nnameserver fd00::1\nsearch home",
  disks:
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n" +
    "/dev/mmcblk0p2 30000000 10000000 1048576 34% /\n/dev/mmcblk0p2 30000000 10000000 1048576 34% /",
  root: "ext2/ext3",
  "library-disk":
    "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 50 2097152 50% /data",
  readonly: "",
  synchronized: "yes",
  chrony: ["sh: chronyc: not found", 127],
  clocks: ["active\ninactive\ninactive", 3],
  "pihole-cluster": "",
};

describe("what a host tells", () => {
  it("is read from the output of the host's script", () => {
    const facts = parseHost(framed(pi));
    assert.equal(facts.container, undefined);
    assert.equal(facts.confinement, undefined);
    assert.equal(facts.privileged, true);
    assert.deepEqual(facts.controllers, ["cpuset", "cpu", "io", "pids"]);
    assert.deepEqual([facts.appArmor, facts.appArmorParser], [true, false]);
    assert.deepEqual(
      facts.interfaces.map(({ name, up, carrier }) => [name, up, carrier]),
      [
        ["lo", true, true],
        ["eth0", true, false],
        ["wlan0", true, true],
      ],
    );
    assert.deepEqual(facts.defaultRoute, { gateway: "192.168.8.1", interface: "wlan0" });
    assert.deepEqual(facts.ways, { "192.168.8.250": "veth-ha-dns" });
    assert.deepEqual(facts.resolvers, ["192.168.8.1", "fd00::1"]);
    assert.deepEqual(facts.disks, [{ mount: "/", freeMiB: 1024 }]);
    assert.deepEqual(facts.libraryDisk, { mount: "/data", freeMiB: 2048 });
    assert.deepEqual([facts.clockSynchronized, facts.clockService], [true, true]);
  });

  it("tells containers from machines", () => {
    const facts = parseHost(
      framed({
        ...pi,
        container: "lxc",
        confinement: "lxc-container-default-cgns (enforce)",
        users: "0 100000 65536",
      }),
    );
    assert.equal(facts.container, "lxc");
    assert.equal(facts.confinement, "lxc-container-default-cgns (enforce)");
    assert.equal(facts.privileged, false);
  });

  it("leaves open what nobody on the host can tell, and believes chrony", () => {
    const silent = { ...pi, synchronized: ["Failed to connect to bus", 1] as const };
    assert.equal(parseHost(framed(silent)).clockSynchronized, undefined);
    const chrony = "Reference ID : C0A80801\nLeap status     : Normal";
    assert.equal(parseHost(framed({ ...pi, synchronized: "no", chrony })).clockSynchronized, true);
    assert.equal(parseHost(framed({ ...pi, synchronized: "no" })).clockSynchronized, false);
  });

  it("is unknown, with the reason, if the script broke off", () => {
    const reading = { ok: true as const, stdout: framed({ kernel: "6.12" }), stderr: "", code: 0 };
    const fact = factOf(reading, parseHost);
    assert.deepEqual(fact, { known: false, why: 'the script ended before it came to "routes"' });
  });
});

describe("what Docker tells", () => {
  const version = '{"Client":{"Version":"26.1.5"},"Server":{"Version":"26.1.5"}}';
  const network = { Name: "lan", Driver: "macvlan", Options: { parent: "eth0" } };
  const attached = { lan: { IPAddress: "", IPAMConfig: { IPv4Address: "192.168.8.240" } } };
  const engine: Parameters<typeof framed>[0] = {
    programs: "/usr/bin/docker\n/usr/sbin/dockerd",
    service: "LoadState=loaded\nActiveState=active",
    version,
    info: 'WARNING: No memory limit support\n{"MemoryLimit":false,"SecurityOptions":["name=apparmor"]}',
    networks: JSON.stringify({ ...network, IPAM: { Config: [{ Subnet: "192.168.8.0/24" }] } }),
    containers: JSON.stringify({ name: "/pihole", running: false, networks: attached }),
  };

  it("is read, networks and containers that are stopped included", () => {
    const facts = parseEngine(framed(engine));
    assert.equal(facts.version, "26.1.5");
    assert.equal(facts.trouble, undefined);
    assert.equal(facts.memoryLimit, false);
    assert.deepEqual(facts.networks, [
      { name: "lan", driver: "macvlan", parent: "eth0", subnets: ["192.168.8.0/24"] },
    ]);
    assert.deepEqual(facts.containers, [
      { name: "pihole", running: false, networks: [{ name: "lan", address: "192.168.8.240" }] },
    ]);
  });

  it("is read if there is no Docker, and if its engine is down", () => {
    const none = parseEngine(framed({ programs: "", service: "LoadState=not-found\nActiveState=inactive" }));
    assert.deepEqual([none.programs, none.trouble, none.service], [[], undefined, ""]);
    const down = parseEngine(
      framed({
        ...engine,
        service: "LoadState=loaded\nActiveState=failed",
        version: ['{"Client":{"Version":"26.1.5"},"Server":null}\nCannot connect to the Docker daemon', 1],
        info: ["", 1],
      }),
    );
    assert.deepEqual([down.trouble, down.service], ["Cannot connect to the Docker daemon", "failed"]);
  });
});

describe("what the trial tells", () => {
  it("is what the kernel said to each thing", () => {
    const stdout = framed({ sysctls: "", macvlan: ["Error: Unknown device type.", 2] });
    assert.deepEqual(parseTrial(`${stdout}#namespace 1\n`, ""), {
      namespace: "works",
      sysctls: "works",
      macvlan: { refused: "Error: Unknown device type." },
      virtualMac: undefined,
      nftables: undefined,
      link: undefined,
      gatewayAnswers: undefined,
    });
  });

  it("is that there are no namespaces", () => {
    const { namespace } = parseTrial("#namespace 1\n", "unshare: unshare failed: Operation not permitted\n");
    assert.deepEqual(namespace, { refused: "unshare: unshare failed: Operation not permitted" });
  });
});

describe("what the LAN tells", () => {
  it("is read line by line", () => {
    assert.deepEqual(parseNeighbours("192.168.8.250 dc:a6:32:00:00:01\n"), [
      { address: "192.168.8.250", mac: "dc:a6:32:00:00:01" },
    ]);
    assert.deepEqual(parseVrrp("192.168.8.3 51 3 100\n"), [{ source: "192.168.8.3", vrid: 51 }]);
    assert.deepEqual(parseAdvertisement("fe80::1 resolver fd00::1\n"), [
      { router: "fe80::1", resolver: "fd00::1" },
    ]);
  });
});

describe("the names that a host has to resolve", () => {
  it("are those of the registries that its images come from", () => {
    const context = { digest: "", files: {} } as never;
    const names = registryNames({
      pod: { reference: "busybox:1.37.0" },
      pihole: { reference: "ghcr.io/pi-hole/pihole:2026.07.2" },
      unbound: { reference: "ha-dns/unbound:1", context },
      runtime: { reference: "192.168.8.3:5000/runtime:1" },
    });
    assert.deepEqual(names, ["ghcr.io", "registry-1.docker.io"]);
  });
});
