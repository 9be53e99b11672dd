import type { EngineFacts } from "../../../../components/preflight/facts/engine-facts";
import type { Facts } from "../../../../components/preflight/facts/facts";
import type { HostFacts } from "../../../../components/preflight/facts/host-facts";
import type { TrialFacts } from "../../../../components/preflight/facts/trial";
import { judgeHost } from "../../../../components/preflight/rules/all-rules";
import type { Finding, FindingSeverity } from "../../../../components/preflight/finding";
import { samplePlan } from "../sample-plan";

export const plan = samplePlan();

export const known = <T>(value: T) => ({ known: true as const, value });

export const sampleHost: HostFacts = {
  system: "Debian GNU/Linux 13 (trixie)",
  kernel: "6.12.47+rpt-rpi-v8 aarch64",
  missingTools: [],
  init: "systemd",
  container: undefined,
  confinement: undefined,
  privileged: true,
  controllers: ["cpuset", "cpu", "io", "memory", "pids"],
  appArmor: true,
  appArmorParser: true,
  interfaces: [
    {
      name: "eth0",
      up: true,
      carrier: true,
      master: undefined,
      addresses: [{ address: "192.168.8.11", prefix: 24 }],
      addresses6: [],
    },
  ],
  wireless: false,
  ipv6: true,
  defaultRoute: { gateway: plan.cluster.gateway, interface: "eth0" },
  resolvers: [plan.cluster.gateway],
  disks: [{ mount: "/", freeMiB: 20_000 }],
  rootKind: "ext2/ext3",
  ways: {},
  libraryDisk: { mount: "/", freeMiB: 20_000 },
  readOnly: [],
  clockSynchronized: true,
  clockService: true,
  piholeClusters: [],
};

const engine: EngineFacts = {
  programs: ["/usr/bin/docker", "/usr/sbin/dockerd"],
  service: "active",
  trouble: undefined,
  version: "26.1.5+dfsg1",
  memoryLimit: true,
  mirrored: false,
  disk: { mount: "/", freeMiB: 20_000 },
  rootless: false,
  userNamespaces: false,
  networks: [{ name: "bridge", driver: "bridge", parent: undefined, subnets: ["172.17.0.0/16"] }],
  containers: [],
};

const trial: TrialFacts = {
  namespace: "works",
  sysctls: "works",
  macvlan: "works",
  virtualMac: "works",
  nftables: "works",
  link: undefined,
  gatewayAnswers: true,
};

/** What is to be changed of a host on which all is well. */
export interface Changes {
  readonly host?: Partial<HostFacts>;
  readonly engine?: Partial<EngineFacts>;
  readonly trial?: Partial<TrialFacts>;
  readonly facts?: Partial<Facts>;
  readonly clusterLeads?: boolean;
  readonly cluster?: Partial<typeof plan.cluster>;
  /** Another plan than the sample's. */
  readonly plan?: typeof plan;
}

export const sampleFacts = (changes: Changes = {}): Facts => ({
  clock: { from: -40, to: 40 },
  host: known({ ...sampleHost, ...changes.host }),
  engine: known({ ...engine, ...changes.engine }),
  trial: known({ ...trial, ...changes.trial }),
  neighbours: known([{ address: plan.cluster.gateway, mac: "e0:28:6d:00:00:01" }]),
  vrrpRouters: known([]),
  advertisedResolvers: known([]),
  dhcpOffers: known([]),
  unresolved: known([]),
  ...changes.facts,
});

/** What the checks find on such a host. */
export const found = (changes: Changes): Finding[] =>
  judgeHost({
    plan: changes.plan ?? { ...plan, cluster: { ...plan.cluster, ...changes.cluster } },
    facts: sampleFacts(changes),
    clusterLeads: changes.clusterLeads ?? false,
  });

/** What is planted, the check that finds it, its severity, and words of what it found and of the fix. */
export type Planted = readonly [
  what: string,
  changes: Changes,
  check: string,
  severity: FindingSeverity,
  found: RegExp,
  fix: RegExp,
];
