import assert from "node:assert/strict";
import { findings } from "../../../../components/preflight/preflight";
import type { Severity } from "../../../../components/preflight/finding";
import { found, plan, sampleFacts, type Changes } from "./sample-facts";

const { vip, gateway } = plan.cluster;
const { podAddress } = plan.node;
const wlan = { name: "wlan0", up: true, carrier: true, master: undefined, addresses: [] };
const end0 = { ...wlan, name: "end0", addresses: [{ address: "192.168.8.11", prefix: 24 }] };
const eth0 = { ...end0, name: "eth0" };
const known = <T>(value: T) => ({ known: true as const, value });
const pihole = { name: "pihole", running: true, networks: [{ name: "lan", address: "192.168.8.240" }] };
const macvlan = (change: object) => ({
  name: "lan",
  driver: "macvlan",
  parent: "eth0",
  subnets: [],
  ...change,
});

/** Each: what is planted, the check that finds it, how grave it is, and words of what it found and of the fix. */
const planted: readonly (readonly [string, Changes, string, Severity, RegExp, RegExp])[] = [
  ["no systemd", { host: { init: "init" } }, "system", "problem", /first process is init/, /Debian/],
  ["no apt-get", { host: { missingTools: ["apt-get"] } }, "system", "problem", /no apt-get/, /one of these/],
  ["a missing tool", { host: { missingTools: ["ip"] } }, "system", "problem", /no ip/, /iproute2/],
  [
    "an unprivileged container",
    { host: { container: "lxc", privileged: false } },
    "container host",
    "problem",
    /unprivileged container \(lxc\)/,
    /virtual machine/,
  ],
  [
    "a container that AppArmor confines",
    { host: { container: "lxc", confinement: "lxc-container-default-cgns (enforce)" } },
    "container host",
    "problem",
    /confined by lxc-container-default-cgns/,
    /VM instead of CT/,
  ],
  [
    "an interface of another name",
    { host: { interfaces: [wlan, end0] } },
    "interface",
    "problem",
    /no interface eth0; there are wlan0, end0 \(192\.168\.8\.11\)/,
    /set interface end0 -s pi1/,
  ],
  ["a wireless interface", { host: { wireless: true } }, "interface", "problem", /wireless/, /by cable/],
  [
    "an interface in a bridge",
    { host: { interfaces: [{ ...eth0, master: "br0" }] } },
    "interface",
    "problem",
    /part of br0/,
    /set interface br0/,
  ],
  [
    "no cable",
    { host: { interfaces: [{ ...eth0, carrier: false }] } },
    "interface",
    "problem",
    /without a link/,
    /cable/,
  ],
  [
    "an interface in another network",
    { host: { interfaces: [{ ...eth0, addresses: [{ address: "10.0.0.5", prefix: 24 }] }, end0] } },
    "interface",
    "problem",
    /eth0 has 10\.0\.0\.5; .*end0 \(192\.168\.8\.11\)/,
    /set interface end0/,
  ],
  [
    "another prefix",
    { host: { interfaces: [{ ...eth0, addresses: [{ address: "192.168.8.11", prefix: 23 }] }] } },
    "interface",
    "warning",
    /192\.168\.8\.11\/23/,
    /subnet/,
  ],
  [
    "another gateway",
    { host: { defaultRoute: { gateway: "192.168.8.254", interface: "eth0" } } },
    "interface",
    "warning",
    /192\.168\.8\.254/,
    /set gateway 192\.168\.8\.254/,
  ],
  [
    "no macvlan module",
    { trial: { macvlan: { refused: "Error: Unknown device type." }, virtualMac: undefined } },
    "kernel",
    "problem",
    /no macvlan interface on eth0: Error: Unknown device type/,
    /linux-modules-extra-raspi/,
  ],
  [
    "nftables without a family",
    { trial: { nftables: { refused: "Error: Could not process rule: Operation not supported" } } },
    "kernel",
    "problem",
    /packet filter: Error: Could not process rule/,
    /6\.12\.47\+rpt-rpi-v8/,
  ],
  [
    "a /proc/sys that is read-only",
    { trial: { sysctls: { refused: "Read-only file system" } } },
    "kernel",
    "problem",
    /settings are refused: Read-only/,
    /virtual machine/,
  ],
  [
    "no namespaces",
    { trial: { namespace: { refused: "unshare failed: Operation not permitted" } } },
    "kernel",
    "problem",
    /Operation not permitted/,
    /virtual machine/,
  ],
  [
    "a switch that lets one MAC through",
    { trial: { gatewayAnswers: false } },
    "second MAC address",
    "problem",
    new RegExp(`${gateway} answers the host's own MAC address on eth0, and no other`),
    /promiscuous/,
  ],
  [
    "a gateway that does not answer",
    { trial: { gatewayAnswers: false }, facts: { neighbours: known([]) } },
    "second MAC address",
    "warning",
    /does not answer/,
    /set gateway/,
  ],
  [
    "a router that answers for everybody",
    {
      facts: {
        neighbours: known([
          { address: gateway, mac: "e0:28:6d:00:00:01" },
          { address: podAddress, mac: "e0:28:6d:00:00:01" },
        ]),
      },
    },
    "addresses",
    "problem",
    new RegExp(`podAddress ${podAddress} is answered`),
    /proxy ARP.*preflight warn/,
  ],
  [
    "an engine that is broken",
    { engine: { service: "failed", trouble: "Cannot connect to the Docker daemon", version: undefined } },
    "docker",
    "problem",
    /docker\.service is failed\): Cannot connect/,
    /journalctl -u docker/,
  ],
  [
    "Docker as a snap",
    { engine: { programs: ["/snap/bin/docker"] } },
    "docker",
    "problem",
    /\/snap\/bin\/docker/,
    /snap remove docker/,
  ],
  ["a rootless engine", { engine: { rootless: true } }, "docker", "problem", /rootless/, /DOCKER_HOST/],
  [
    "user namespaces",
    { engine: { userNamespaces: true } },
    "docker",
    "problem",
    /userns-remap/,
    /daemon\.json/,
  ],
  [
    "no memory controller",
    { host: { controllers: ["cpuset", "cpu", "io", "pids"] } },
    "cgroups",
    "warning",
    /for memory/,
    /cgroup_enable=memory .*\/boot\/firmware\/cmdline\.txt/,
  ],
  [
    "no parser of AppArmor",
    {
      host: { appArmorParser: false },
      engine: { containers: [{ name: "ha-dns-pod", running: true, networks: [] }] },
    },
    "apparmor",
    "warning",
    /apparmor_parser/,
    /apt-get install apparmor/,
  ],
  [
    "a macvlan network on the same parent",
    { engine: { networks: [macvlan({ subnets: ["192.168.8.0/24"] })], containers: [pihole] } },
    "networks",
    "problem",
    /macvlan network "lan" that sits on eth0 too, and pihole in it/,
    /disconnect -f lan pihole\ndocker network rm lan\n[\s\S]*connect --ip 192\.168\.8\.240 dns_net pihole/,
  ],
  [
    "a network with an overlapping subnet",
    { engine: { networks: [macvlan({ driver: "bridge", parent: undefined, subnets: ["192.168.0.0/16"] })] } },
    "networks",
    "problem",
    /bridge network "lan" that has the subnet 192\.168\.0\.0\/16/,
    /^docker network rm lan$/,
  ],
  [
    "another container with the node's address in its network",
    {
      engine: {
        networks: [macvlan({ name: "dns_net" })],
        containers: [{ ...pihole, networks: [{ name: "dns_net", address: podAddress }] }],
      },
    },
    "networks",
    "problem",
    new RegExp(`container pihole has the address ${podAddress}`),
    /docker rm -f pihole/,
  ],
  [
    "a taken address",
    { facts: { neighbours: known([{ address: podAddress, mac: "dc:a6:32:00:00:01" }]) } },
    "addresses",
    "problem",
    new RegExp(`podAddress ${podAddress} is answered by dc:a6:32:00:00:01$`),
    /set podAddress ADDRESS -s pi1/,
  ],
  [
    "a taken VIP",
    { facts: { neighbours: known([{ address: vip, mac: "dc:a6:32:00:00:01" }]) } },
    "addresses",
    "problem",
    new RegExp(`vip ${vip} is answered`),
    /set vip ADDRESS;/,
  ],
  [
    "a VIP that the host itself has",
    { host: { interfaces: [{ ...eth0, addresses: [...eth0.addresses, { address: vip, prefix: 32 }] }] } },
    "addresses",
    "problem",
    new RegExp(`vip ${vip} is an address of the host's own eth0`),
    /disable --now keepalived/,
  ],
  [
    "another VRRP router with the id",
    { facts: { vrrpRouters: known([{ source: "192.168.8.3", vrid: plan.cluster.vrid }]) } },
    "vrrp",
    "problem",
    /192\.168\.8\.3 is a VRRP router with the id/,
    /set vrid \d+/,
  ],
  [
    "a clock a day behind that nothing keeps",
    {
      facts: { clock: { from: -86_400_000, to: -86_399_900 } },
      host: { clockSynchronized: undefined, clockService: false },
    },
    "clock",
    "problem",
    /1440 min behind/,
    /set-ntp true/,
  ],
  [
    "a clock that is not synchronized",
    { host: { clockSynchronized: false, clockService: false } },
    "clock",
    "warning",
    /nothing keeps the clock right/,
    /systemd-timesyncd/,
  ],
  [
    "this machine's clock",
    { facts: { clock: { from: 90_000_000, to: 90_000_100 } } },
    "clock",
    "warning",
    /ahead of this machine's, and the host's is synchronized/,
    /this machine's clock/,
  ],
  [
    "no room for the first images",
    { engine: { disk: { mount: "/data", freeMiB: 900 } } },
    "disk",
    "problem",
    /900 MiB free on \/data/,
    /prune/,
  ],
  [
    "a full disk",
    { host: { disks: [{ mount: "/", freeMiB: 12 }] } },
    "disk",
    "problem",
    /12 MiB free/,
    /prune/,
  ],
  [
    "a disk that is read-only",
    { host: { readOnly: ["/etc"] } },
    "disk",
    "problem",
    /\/etc cannot/,
    /SD card/,
  ],
  [
    "a host that asks the VIP alone",
    { host: { resolvers: [vip] } },
    "resolver",
    "warning",
    new RegExp(`asks ${vip} alone`),
    new RegExp(gateway),
  ],
  [
    "a host that asks a VIP that is not up",
    { host: { resolvers: [vip] }, facts: { unresolved: known(["registry-1.docker.io"]) } },
    "resolver",
    "problem",
    /cannot resolve registry-1\.docker\.io/,
    /resolved\.conf/,
  ],
  [
    "a host that resolves nothing",
    { facts: { unresolved: known(["ghcr.io"]) } },
    "resolver",
    "warning",
    /cannot resolve ghcr\.io/,
    /getent hosts ghcr\.io/,
  ],
  [
    "a router with a resolver of its own over IPv6",
    { facts: { advertisedResolvers: known([{ router: "fe80::1", resolver: "fd00::1" }]) } },
    "IPv6 resolver",
    "warning",
    /fe80::1 announces fd00::1/,
    /RDNSS/,
  ],
  [
    "a Pi-hole in a cluster of its own",
    { host: { piholeClusters: ["/var/lib/ha-dns/pihole/pihole.toml"] } },
    "Pi-hole cluster",
    "problem",
    /pihole\.toml says/,
    /\[cluster\]/,
  ],
  [
    "a fact that could not be had",
    { facts: { engine: { known: false, why: "not done after 8 s" } } },
    "unknown",
    "warning",
    /Docker's engine, networks and containers: not done after 8 s/,
    /again/,
  ],
];

describe("the checks of a host", () => {
  it("finds nothing on a host on which all is well", () => assert.deepEqual(found({}), []));

  for (const [what, changes, check, severity, says, fix] of planted)
    it(`finds ${what}, and that alone`, () => {
      const all = found(changes);
      assert.deepEqual(
        all.map((one) => [one.check, one.severity]),
        [[check, severity]],
        JSON.stringify(all),
      );
      assert.match(all[0]!.found, says);
      assert.match(all[0]!.fix, fix);
      assert.equal(all[0]!.node, "pi1");
    });

  it("takes what the deployment will install or start for good", () => {
    assert.deepEqual(found({ engine: { programs: [], version: undefined, service: "" } }), []);
    assert.deepEqual(
      found({ engine: { service: "inactive", trouble: "Cannot connect", version: undefined } }),
      [],
    );
  });

  it("takes a VIP that a peer leads with for good, and the VRRP virtual MAC of the cluster's own id", () => {
    const mac = `00:00:5e:00:01:${plan.cluster.vrid.toString(16).padStart(2, "0")}`;
    assert.deepEqual(found({ facts: { neighbours: known([{ address: vip, mac }]) } }), []);
    const other = known([{ address: vip, mac: "02:42:c0:a8:08:fc" }]);
    assert.deepEqual(found({ facts: { neighbours: other }, clusterLeads: true }), []);
    const peer = { address: plan.peers[0]!.podAddress, mac: other.value[0]!.mac };
    assert.deepEqual(found({ facts: { neighbours: known([...other.value, peer]) } }), []);
    assert.equal(found({ facts: { neighbours: other } }).length, 1);
  });

  it("takes the node's own network and containers for good", () => {
    const own = { name: "ha-dns-pod", running: true, networks: [{ name: "dns_net", address: podAddress }] };
    const networks = [macvlan({ name: "dns_net", subnets: ["192.168.8.0/24"] })];
    assert.deepEqual(found({ engine: { networks, containers: [own] } }), []);
  });

  it("takes a host for good that has its own way to the VIP", () => {
    assert.deepEqual(found({ host: { resolvers: [vip], ways: { [vip]: "veth-ha-dns" } } }), []);
  });

  it("takes what is not the host's own disk for good", () => {
    assert.deepEqual(found({ host: { rootKind: "overlayfs", container: "docker" } }), []);
  });

  it("takes a registry for good that a mirror stands in for", () => {
    const unresolved = known(["registry-1.docker.io"]);
    assert.deepEqual(found({ engine: { mirrored: true }, facts: { unresolved } }), []);
  });

  it("takes peers that speak VRRP, and routers with another id, for good", () => {
    const routers = [
      { source: plan.peers[0]!.podAddress, vrid: plan.cluster.vrid },
      { source: "192.168.8.3", vrid: 1 },
    ];
    assert.deepEqual(found({ facts: { vrrpRouters: known(routers) } }), []);
  });
});

describe("a preflight of several hosts", () => {
  const ssh = {
    host: "192.168.8.11",
    port: 22,
    user: "root",
    keyFile: "/key",
    knownHostsFile: "/known_hosts",
    hostKeys: [],
  };
  const visited = (name: string, changes: Changes) => ({
    plan: { ...plan, node: { ...plan.node, name } },
    ssh,
    facts: sampleFacts(changes),
    trouble: "",
  });
  const unreached = (trouble: string) => ({ plan, ssh, facts: undefined, trouble });

  it("gives all findings at once, each with its node", () => {
    const all = findings(
      [visited("a", { host: { wireless: true } }), visited("b", { host: { init: "init" } })],
      [],
    );
    assert.deepEqual(
      all.map(({ node, check }) => [node, check]),
      [
        ["a", "interface"],
        ["b", "system"],
      ],
    );
  });

  it("finds clocks that differ from node to node, beyond what the asking takes", () => {
    const at = (from: number) => ({ facts: { clock: { from, to: from + 900 } } });
    assert.deepEqual(findings([visited("a", at(-800)), visited("b", at(800))], []), []);
    const [differs] = findings([visited("a", at(-1900)), visited("b", at(1900))], []);
    assert.equal(differs?.node, "b");
    assert.match(differs.found, /its clock is 2\.9 s ahead of a's/);
  });

  const access: readonly (readonly [string, RegExp])[] = [
    [
      "no ssh connection to root@192.168.8.11:22: All configured authentication methods failed",
      /authorized_keys/,
    ],
    ["no ssh connection to root@192.168.8.11:22: connect ECONNREFUSED 192.168.8.11:22", /enable --now ssh/],
    ["no ssh connection to root@192.168.8.11:22: Timed out while waiting for handshake", /switched on/],
    ["no host key of pi1 (192.168.8.11) in /known_hosts", /compare the host's key/],
    ["logged in as user 1000, and not as root", /authorized_keys/],
    ["/key, which does not exist", /ssh-keygen/],
  ];
  for (const [trouble, fix] of access)
    it(`says how to get in: ${trouble.split(": ").pop()}`, () => {
      const [one, ...others] = findings([unreached(trouble)], []);
      assert.deepEqual([one!.check, one!.severity, one!.found, others], ["ssh", "problem", trouble, []]);
      assert.match(one!.fix, fix);
    });
});
