import type { Finding } from "../finding";
import { addresses, vrrp } from "./addresses";
import { clock } from "./clocks";
import { containerHost } from "./container-host";
import { dhcpServer } from "./dhcp-server";
import { disk } from "./disk";
import { appArmor, cgroups, docker } from "./docker";
import { networkInterface } from "./interface";
import { ipv6 } from "./ipv6";
import { kernel, secondMac } from "./kernel";
import { networks } from "./networks";
import { piholeCluster } from "./pihole-cluster";
import { ipv6Resolver, resolver } from "./resolvers";
import type { Rule, Scene } from "./scene";
import { system } from "./system";
import { unknown } from "./unknown";

/** Every check of one host, by its name in docs/preflight.md. */
export const rules: Readonly<Record<string, Rule>> = {
  system,
  "container host": containerHost,
  interface: networkInterface,
  kernel,
  "second MAC address": secondMac,
  docker,
  cgroups,
  apparmor: appArmor,
  networks,
  addresses,
  vrrp,
  clock,
  disk,
  resolver,
  IPv6: ipv6,
  "IPv6 resolver": ipv6Resolver,
  "DHCP server": dhcpServer,
  "Pi-hole cluster": piholeCluster,
  unknown,
};

/** All that the checks find on one host. */
export const judgeHost = (scene: Scene): Finding[] =>
  Object.entries(rules).flatMap(([check, rule]) =>
    rule(scene).map((found) => ({ ...found, node: scene.plan.node.name, check })),
  );
