import { dualStack, samplePlan } from "../sample-plan";
import { known, plan, type Planted } from "./sample-facts";

const { vip, gateway } = plan.cluster;
const { podAddress } = plan.node;
const ipv6Plan = samplePlan(dualStack);
const hostPlan = samplePlan({ network: "host", interface: "eth0" });
const wlan = { name: "wlan0", up: true, carrier: true, master: undefined, addresses: [], addresses6: [] };
const end0 = { ...wlan, name: "end0", addresses: [{ address: "192.168.8.11", prefix: 24 }] };
const eth0 = { ...end0, name: "eth0" };

/** What can be wrong with a host's place in the LAN: its interface, addresses, routers and resolvers. */
export const plantedInLan: readonly Planted[] = [
  [
    "an interface of another name",
    { host: { interfaces: [wlan, end0] } },
    "interface",
    "problem",
    /no interface eth0; there are wlan0, end0 \(192\.168\.8\.11\)/,
    /set interface end0 -s pi1/,
  ],
  [
    "a wireless interface",
    { host: { wireless: true } },
    "interface",
    "problem",
    /wireless/,
    /set network host -s pi1/,
  ],
  [
    "a wireless interface whose adverts may not be late",
    { host: { wireless: true }, plan: hostPlan, trial: { gatewayAnswers: false } },
    "interface",
    "problem",
    /wireless interface, and a follower takes over after 8 adverts of 0\.01 s/,
    /set advertInterval 0\.1/,
  ],
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
    "a switch that lets one MAC through",
    { trial: { gatewayAnswers: false } },
    "second MAC address",
    "problem",
    new RegExp(`${gateway} answers the host's own MAC address on eth0, and no other`),
    /set network host -s pi1; .*promiscuous/,
  ],
  [
    "a kernel that refuses the rules of network host",
    {
      plan: hostPlan,
      trial: { link: { refused: "Error: Could not process rule: No such file or directory" } },
    },
    "kernel",
    "problem",
    /refuses the rules of network host: Error: Could not process rule/,
    /set network macvlan -s pi1/,
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
    "a router with another resolver than the IPv6 VIP",
    {
      plan: ipv6Plan,
      host: { interfaces: [{ ...eth0, addresses6: ["fd00:53::11"] }] },
      facts: {
        advertisedResolvers: known([
          { router: "fe80::1", resolver: "fd00:53::250" },
          { router: "fe80::1", resolver: "fd00::1" },
        ]),
      },
    },
    "IPv6 resolver",
    "warning",
    /fe80::1 announces fd00::1 as/,
    /RDNSS/,
  ],
  [
    "an IPv6 VIP that another machine has",
    {
      plan: ipv6Plan,
      host: { interfaces: [{ ...eth0, addresses6: ["fd00:53::11"] }] },
      facts: { neighbours: known([{ address: "fd00:53::250", mac: "b8:27:eb:00:00:01" }]) },
    },
    "addresses",
    "problem",
    /vip6 fd00:53::250 is answered by b8:27:eb:00:00:01/,
    /set vip6 ADDRESS;/,
  ],
  [
    "a LAN that is not in the IPv6 subnet",
    { plan: ipv6Plan, host: { interfaces: [{ ...eth0, addresses6: ["2001:db8::11"] }] } },
    "IPv6",
    "warning",
    /eth0 has 2001:db8::11, and none of subnet6 \(fd00:53::\/64\)/,
    /announce the prefix/,
  ],
  [
    "a kernel without IPv6 that is to answer over it",
    { plan: ipv6Plan, host: { ipv6: false } },
    "IPv6",
    "problem",
    /ipv6\.disable=1/,
    /config rm vip6/,
  ],
];
