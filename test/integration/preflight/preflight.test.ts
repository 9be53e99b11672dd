import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { dhcpTask, parseOffers } from "../../../components/preflight/facts/lan";
import type { Finding } from "../../../components/preflight/finding";
import { until } from "../../../lab/shell";
import { commandLine } from "../../../providers/ssh/quote";
import { PreflightLan } from "./lan";

/** Sends what a VRRP router of version 3 sends: VRID 51, priority 100, every 0.2 s. */
const vrrpRouter = `
use Socket;
socket(my $wire, AF_INET, SOCK_RAW, 112) or die;
setsockopt($wire, 0, 33, pack("i", 255)) or die;
setsockopt($wire, 0, 32, inet_aton($ARGV[0])) or die;
my $advert = pack("C C C C n n a4", 0x31, 51, 100, 1, 20, 0, inet_aton("192.0.2.99"));
while (1) {
  send($wire, $advert, 0, pack_sockaddr_in(0, inet_aton("224.0.0.18"))) or die;
  select(undef, undef, undef, 0.2);
}`;

/** Sends what a router with IPv6 sends: an advertisement with a DNS server, and with the flag for DHCPv6, every 0.2 s. */
const ipv6Router = `
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
socket(my $wire, AF_INET6, SOCK_RAW, 58) or die;
my $request = pack("a16 x24", "eth0");
ioctl($wire, 0x8933, $request) or die;
setsockopt($wire, 41, 18, pack("i", 255)) or die;
my $advertisement = pack("C C n C C n N N", 134, 0, 0, 64, 0x40, 1800, 0, 0);
my $resolver = pack("C C n N a16", 25, 3, 0, 600, inet_pton(AF_INET6, "fd00::53"));
while (1) {
  my $all = pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), unpack("x16 i", $request));
  send($wire, $advertisement . $resolver, 0, $all);
  select(undef, undef, undef, 0.2);
}`;

/** Answers a DHCPv6 client that asks for settings, with a DNS server. */
const dhcpServer = `
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
socket(my $wire, AF_INET6, SOCK_DGRAM, 0) or die;
my $request = pack("a16 x24", "eth0");
ioctl($wire, 0x8933, $request) or die;
setsockopt($wire, 41, 20, inet_pton(AF_INET6, "ff02::1:2") . pack("i", unpack("x16 i", $request))) or die;
bind($wire, pack_sockaddr_in6(547, inet_pton(AF_INET6, "::"))) or die;
while (my $from = recv($wire, my $asked, 1500, 0)) {
  next if unpack("C", $asked) != 11;
  my $option = pack("n n a16", 23, 16, inet_pton(AF_INET6, "fd00::d"));
  send($wire, pack("C a3", 7, substr($asked, 1, 3)) . $option, 0, $from);
}`;

describe("a preflight of a host", function () {
  this.timeout(60_000);
  const lan = new PreflightLan();
  before(() => lan.start());
  after(() => lan.stop());

  const by = (found: readonly Finding[], check: string) => found.filter((one) => one.check === check);
  const links = async () => (await lan.sh("host", "ip -o link | cut -d: -f2")).trim();

  it("finds nothing on the network while nothing is wrong there, and leaves nothing on the host", async () => {
    const before = [await links(), await lan.sh("host", "ps -e -o args=; ls /tmp /run /var/tmp")];
    const found = await lan.findings();
    // The container that plays the host has no systemd, no engine and no route: those three it says.
    assert.deepEqual(
      found.map(({ check }) => check),
      ["system", "interface", "docker"],
      JSON.stringify(found),
    );
    assert.deepEqual([await links(), await lan.sh("host", "ps -e -o args=; ls /tmp /run /var/tmp")], before);
  });

  it("names who has the node's addresses, and which VRRP and IPv6 routers there are", async () => {
    const { address } = lan;
    await lan.sh(
      "stranger",
      `ip address add ${address(251)}/32 dev eth0; ip address add ${address(250)}/32 dev eth0`,
    );
    await lan.inBackground("stranger", ["perl", "-e", vrrpRouter, address(12)]);
    await lan.inBackground("stranger", ["perl", "-e", ipv6Router]);
    await lan.inBackground("stranger", ["perl", "-e", dhcpServer]);
    const mac = (await lan.sh("stranger", "cat /sys/class/net/eth0/address")).trim();
    const found = await lan.findings();
    assert.deepEqual(
      by(found, "addresses").map((one) => one.found),
      [
        `podAddress ${address(251)} is answered by ${mac}, by its MAC address a Docker container`,
        `vip ${address(250)} is answered by ${mac}, by its MAC address a Docker container`,
      ],
    );
    assert.match(by(found, "vrrp")[0]!.found, new RegExp(`^${address(12)} is a VRRP router with the id 51`));
    assert.match(by(found, "vrrp")[0]!.fix, /set vrid 52/);
    const [announced] = by(found, "IPv6 resolver");
    assert.match(announced!.found, /^the router fe80::\S+ announces fd00::53, fd00::d as DNS server/);
    assert.equal(announced!.severity, "warning");
  });

  it("names who has the node's IPv6 addresses, also if the host has IPv6 switched off", async () => {
    const plan = lan.plan({}, true);
    await lan.sh(
      "stranger",
      "for last in 251 250; do ip -6 address add fd00:53::$last/128 dev eth0 nodad; done",
    );
    const mac = (await lan.sh("stranger", "cat /sys/class/net/eth0/address")).trim();
    for (const off of ["0", "1"]) {
      await lan.sh("host", `echo ${off} >/proc/sys/net/ipv6/conf/all/disable_ipv6`);
      const found = by(await lan.findings(plan), "addresses").map((one) => one.found);
      assert.deepEqual(
        found.filter((text) => text.includes("fd00")),
        [
          `podAddress6 fd00:53::251 is answered by ${mac}, by its MAC address a Docker container`,
          `vip6 fd00:53::250 is answered by ${mac}, by its MAC address a Docker container`,
        ],
      );
    }
    await lan.sh("host", "echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6");
  });

  it("hears what each DHCP server of the LAN would hand out", async () => {
    const server = readFileSync(path.join(__dirname, "dhcp-server.pl"), "utf8");
    const [router, stranger, offered] = [lan.address(10), lan.address(12), lan.address(44)];
    await lan.inBackground("router", ["perl", "-e", server, router, offered, `${router},192.0.2.53`]);
    await lan.inBackground("stranger", ["perl", "-e", server, stranger, offered, ""]);
    const ask = async () => parseOffers(await lan.sh("host", commandLine(dhcpTask("eth0").command)));
    await until("both servers answer", 30_000, async () => (await ask()).length === 2);
    assert.deepEqual(
      (await ask()).sort((a, b) => (a.server < b.server ? -1 : 1)),
      [
        { server: router, offered, gateway: router, resolvers: [router, "192.0.2.53"] },
        { server: stranger, offered, gateway: stranger, resolvers: [] },
      ],
    );
  });

  it("says which interfaces there are if the one of the config is not", async () => {
    const found = await lan.findings(lan.plan({ interface: "enp9s0" }));
    const [missing] = by(found, "interface");
    assert.match(missing!.found, new RegExp(`no interface enp9s0; there are eth0 \\(${lan.address(11)}\\)`));
    assert.equal(missing!.fix, "pulumi config set interface eth0 -s pi1");
  });

  it("finds that another kind of interface is in the way of macvlan", async () => {
    await lan.sh("host", "ip link add in-the-way link eth0 type macvlan mode passthru");
    const [refused] = by(await lan.findings(), "kernel");
    await lan.sh("host", "ip link del in-the-way");
    assert.match(refused!.found, /no macvlan interface on eth0: RTNETLINK answers: Invalid argument/);
    assert.match(refused!.fix, /in passthru mode/);
  });

  it("finds that the gateway does not answer to another MAC address than the host's", async () => {
    const mac = (await lan.sh("host", "cat /sys/class/net/eth0/address")).trim();
    // What a port of a hypervisor's switch does.
    await lan.sh(
      "router",
      `nft add table netdev port; nft add chain netdev port in '{ type filter hook ingress device eth0 priority 0; }'; nft add rule netdev port in ether saddr != ${mac} drop`,
    );
    const found = await lan.findings();
    await lan.sh("router", "nft delete table netdev port");
    assert.match(
      by(found, "second MAC address")[0]!.found,
      /answers the host's own MAC address on eth0, and no other/,
    );
  });

  it("finds that the host is an unprivileged container", async () => {
    const found = await lan.findingsUnprivileged();
    assert.match(by(found, "container host")[0]!.found, /^the host is an unprivileged container \(docker\)/);
    assert.match(by(found, "kernel")[0]!.found, /Operation not permitted/);
  });

  it("leaves nothing on the host if the connection breaks in the midst of it", async () => {
    const before = await links();
    const running = lan.findings();
    await until("the trial runs", 10_000, async () =>
      (await lan.sh("host", "ps -e -o args=")).includes("try-pod"),
    );
    lan.dropConnections();
    await running;
    const trial = /unshare|arp\.pl|vrrp|macvlan|timeout/;
    await until(
      "all has ended",
      15_000,
      async () => !trial.test(await lan.sh("host", "ps -e -o args=")) || undefined,
    );
    assert.equal(await links(), before);
  });

  // Last, because it stays.
  it("finds all that is planted on the host, at once", async () => {
    const { vip } = lan.plan().cluster;
    await lan.sh(
      "host",
      `echo nameserver ${vip} >/etc/resolv.conf
      mount -t tmpfs -o size=1m tmpfs /var/lib
      sed 's/^\\(memory.*\\)1$/\\10/' /proc/cgroups >/tmp/cgroups && mount --bind /tmp/cgroups /proc/cgroups
      mkdir -p /var/lib/ha-dns/pihole && printf '[cluster]\\n  enabled = true\\n' >/var/lib/ha-dns/pihole/pihole.toml
      # A stand-in for a clock a day behind: the containers share the machine's.
      printf '#!/bin/sh\\nexec /bin/date -d "1 day ago" "$@"\\n' >/usr/local/bin/date && chmod 755 /usr/local/bin/date
      mount --rbind /etc /etc && mount -o remount,ro,bind /etc`,
    );
    const found = await lan.findings(lan.plan(), "registry.example");
    const words: readonly (readonly [string, RegExp])[] = [
      ["cgroups", /no cgroup controller for memory/],
      ["clock", /1440 min behind this machine's/],
      ["disk", /^\/etc cannot be written to/],
      ["disk", /^\d MiB free on \/var\/lib/],
      ["resolver", new RegExp(`asks ${vip} alone.* cannot resolve registry\\.example`)],
      ["Pi-hole cluster", /pihole\.toml says that Pi-hole is part of a cluster/],
    ];
    for (const [check, says] of words)
      assert.ok(
        by(found, check).some((one) => says.test(one.found)),
        `${check}: ${JSON.stringify(by(found, check))}`,
      );
  });
});
