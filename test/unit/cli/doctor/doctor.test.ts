import assert from "node:assert/strict";
import type { AgentStatus, PeerAnswer } from "../../../../components/peers/ask-agents";
import type { ImageSources } from "../../../../components/images/image-names";
import { preflightTasks as preflightTasks, type Facts } from "../../../../components/preflight/facts/facts";
import { planNode } from "../../../../components/config/plan";
import type { NodePlan } from "../../../../components/config/plan";
import { checks } from "../../../../cli/doctor/checks/index";
import { diagnose, diagnosisText, findingsOf } from "../../../../cli/doctor/diagnose";
import { parseAdverts, parseCare, parseDns, doctorTasks } from "../../../../cli/doctor/doctor-facts";
import {
  bogusName,
  type DnsAnswer,
  type NodeSeen,
  type DoctorView,
} from "../../../../cli/doctor/doctor-view";
import { sampleFacts } from "../../components/preflight/sample-facts";
import { sampleSpec } from "../../components/sample-plan";

const channel = { name: "phone", kind: "ntfy", least: "warning" };
const spec = sampleSpec({ notify: [channel] });
const plans = spec.nodes.map((node) => planNode({ ...spec, stack: node.name }));
const [leader, follower] = plans as [NodePlan, NodePlan];
const { vip, vrid, gateway } = leader.cluster;
const virtualMac = `00:00:5e:00:01:${vrid.toString(16).padStart(2, "0")}`;
const podMac = "02:42:c0:a8:08:fb";

const known = <T>(value: T) => ({ known: true as const, value });
const status = (role: string): AgentStatus => ({
  ready: true,
  state: role === "leader" ? "leading" : "ready",
  reason: "",
  role,
  drainedBy: null,
  images: {},
  conditions: [],
});
const ssh = { host: "", port: 22, user: "root", keyFile: "", knownHostsFile: "", hostKeys: [] };

const answersOf = (addresses: readonly string[]): DnsAnswer[] =>
  addresses.flatMap((address) => [
    { address, transport: "udp", name: "example.com", code: 0, answers: 1 },
    { address, transport: "tcp", name: "example.com", code: 0, answers: 1 },
    { address, transport: "udp", name: bogusName, code: 2, answers: 0 },
  ]);
const addresses = [vip, leader.node.podAddress, follower.node.podAddress];

/** A healthy cluster, with what is planted in it. */
interface Plant {
  readonly agents?: readonly [PeerAnswer, PeerAnswer];
  readonly neighbours?: Facts["neighbours"];
  readonly seen?: Partial<NodeSeen>;
  /** What the other node sees, if it is not the same. */
  readonly seenByLeader?: Partial<NodeSeen>;
  readonly fromHere?: readonly DnsAnswer[];
  readonly plans?: readonly NodePlan[];
}

function view(plant: Plant = {}): DoctorView {
  const offers = [{ server: gateway, offered: "192.168.8.44", gateway, resolvers: [vip] }];
  const heardByFollower = [
    { address: gateway, mac: "e0:28:6d:00:00:01" },
    { address: vip, mac: virtualMac },
    { address: leader.node.podAddress, mac: podMac },
  ];
  const seen = (own: NodePlan): NodeSeen => ({
    offers: known(offers),
    dns: known(answersOf(addresses)),
    adverts: known(own === leader ? [] : [{ source: leader.node.podAddress, count: 100, longestMs: 22 }]),
    care: known({ throttled: 0, rebootAt: undefined }),
    ...plant.seen,
    ...(own === leader ? plant.seenByLeader : {}),
  });
  const [one, other] = plant.agents ?? [status("leader"), status("follower")];
  const facts = (own: NodePlan): Facts => ({
    ...sampleFacts({ plan: own }),
    neighbours:
      own === leader
        ? known([{ address: gateway, mac: "e0:28:6d:00:00:01" }])
        : (plant.neighbours ?? known(heardByFollower)),
    host: sampleFacts({
      host: { interfaces: [{ ...hostInterface(own), addresses: [{ address: own.node.host, prefix: 24 }] }] },
    }).host,
  });
  const node = (own: NodePlan, agent: PeerAnswer, at: number) => ({
    visited: { plan: plant.plans?.[at] ?? own, ssh, facts: facts(own), trouble: "" },
    agent,
    seen: seen(own),
  });
  return {
    nodes: [node(leader, one, 0), node(follower, other, 1)],
    fromHere: plant.fromHere ?? answersOf(addresses),
  };
}

function hostInterface(own: NodePlan) {
  const { host } = sampleFacts({ plan: own });
  if (!host.known) throw new Error("the sample's host is known");
  return host.value.interfaces[0]!;
}

const silent = (address: string, transport: "udp" | "tcp") =>
  answersOf(addresses).map((answer) =>
    answer.address === address && answer.transport === transport
      ? { ...answer, code: undefined, answers: 0 }
      : answer,
  );

const planted: readonly (readonly [what: string, Plant, check: string, found: RegExp, fix: RegExp])[] = [
  [
    "an agent that is dead",
    { agents: [status("leader"), { trouble: "No such container: ha-dns-agent" }] },
    "agents",
    /its agent does not answer: No such container/,
    /ha-dns up pi2/,
  ],
  [
    "two leaders",
    {
      agents: [status("leader"), status("leader")],
    },
    "agents",
    /pi1 and pi2 both lead/,
    /switch and the cables/,
  ],
  [
    "a condition that both agents tell of",
    {
      agents: ["leader", "follower"].map((role) => ({
        ...status(role),
        conditions: [{ code: "no-spare", severity: "warning", text: "no spare", fix: "look" }],
      })) as unknown as readonly [PeerAnswer, PeerAnswer],
    },
    "conditions",
    /no-spare: no spare/,
    /look/,
  ],
  [
    "a stranger that answers for the VIP as well",
    {
      neighbours: known([
        { address: gateway, mac: "e0:28:6d:00:00:01" },
        { address: vip, mac: virtualMac },
        { address: vip, mac: "aa:bb:cc:00:00:07" },
        { address: leader.node.podAddress, mac: podMac },
      ]),
    },
    "vip owner",
    /192\.168\.8\.250 is answered by aa:bb:cc:00:00:07/,
    /find the device/,
  ],
  [
    "a switch that drops the virtual MAC",
    {
      neighbours: known([
        { address: gateway, mac: "e0:28:6d:00:00:01" },
        { address: leader.node.podAddress, mac: podMac },
      ]),
    },
    "virtual MAC",
    /192\.168\.8\.251 is answered on the LAN, and the VIP 192\.168\.8\.250 is not/,
    /set virtualMac false/,
  ],
  [
    "adverts that do not come",
    { seen: { adverts: known([]) } },
    "VRRP heard",
    /no advert of the leader pi1/,
    /protocol 112/,
  ],
  [
    "adverts that come late",
    { seen: { adverts: known([{ source: leader.node.podAddress, count: 60, longestMs: 61 }]) } },
    "VRRP jitter",
    /up to 61 ms .* after 80 ms/,
    /set advertInterval 0\.02,/,
  ],
  [
    "TCP that does not come through to here",
    { fromHere: silent(vip, "tcp") },
    "dns",
    /192\.168\.8\.250 answers example\.com by tcp with nothing/,
    /allow tcp to port 53/,
  ],
  [
    "a resolver that answers what is forged",
    {
      fromHere: answersOf(addresses).map((answer) =>
        answer.name === bogusName && answer.address === vip ? { ...answer, code: 0, answers: 1 } : answer,
      ),
    },
    "dnssec",
    /192\.168\.8\.250 answers dnssec-failed\.org/,
    /docs\/resolver\.md/,
  ],
  [
    "a second DNS server that the router hands out",
    {
      seen: {
        offers: known([{ server: gateway, offered: "192.168.8.44", gateway, resolvers: [vip, "9.9.9.9"] }]),
      },
    },
    "dhcp",
    /hands out 9\.9\.9\.9 as DNS server beside the VIP/,
    /make 192\.168\.8\.250 the only DNS server/,
  ],
  [
    "a second DHCP server",
    {
      seenByLeader: {
        offers: known([{ server: "192.168.8.66", offered: "192.168.8.45", gateway, resolvers: [vip] }]),
      },
    },
    "dhcp",
    /DHCP servers at 192\.168\.8\.66 and 192\.168\.8\.1/,
    /switch the others off/,
  ],
  [
    "a weak power supply",
    { seenByLeader: { care: known({ throttled: 0x50000, rebootAt: undefined }) } },
    "throttling",
    /: its voltage was too low \(get_throttled 0x50000\)/,
    /power supply/,
  ],
  [
    "heat",
    { seenByLeader: { care: known({ throttled: 0xc0008, rebootAt: undefined }) } },
    "throttling",
    /: it was too hot \(get_throttled 0xc0008\)/,
    /a fan/,
  ],
  [
    "updates that reboot both nodes at once",
    { seen: { care: known({ throttled: undefined, rebootAt: "02:00" }) } },
    "reboots",
    /may reboot it at 02:00, and pi1 as well/,
    /Automatic-Reboot-Time/,
  ],
  [
    "a host that does not answer a question in time",
    { seenByLeader: { offers: { known: false, why: "not done after 6 s" } } },
    "not found out",
    /what DHCP servers hand out: not done after 6 s/,
    /run ha-dns doctor again/,
  ],
  [
    "nobody who is told",
    { plans: plans.map((plan) => ({ ...plan, cluster: { ...plan.cluster, notify: [] } })) },
    "notifications",
    /nobody is told/,
    /docs\/alerts\.md/,
  ],
];

describe("ha-dns doctor", () => {
  it("finds nothing in a healthy cluster", () => {
    assert.deepEqual(findingsOf(view()), []);
    const { good, checks: looked } = diagnose(view(), 7.25);
    assert.ok(good && looked.every((check) => check.good));
    assert.match(
      diagnosisText(diagnose(view(), 7.25)),
      /^\d+ checks: nothing found, 7\.3 s\. Nothing was changed\.\n$/,
    );
  });

  for (const [what, plant, check, found, fix] of planted)
    it(`finds ${what}, and nothing else`, () => {
      const findings = findingsOf(view(plant));
      assert.deepEqual(
        [...new Set(findings.map((finding) => finding.check))],
        [check],
        JSON.stringify(findings),
      );
      assert.equal(findings.length, 1);
      assert.match(findings[0]!.found, found);
      assert.match(findings[0]!.fix, fix);
    });

  it("has a planted fault for each of its own checks", () => {
    const ids = checks.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id) => !planted.some(([, , check]) => check === id)),
      [],
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it("reports nothing about the cluster before the first deployment", () => {
    const none = { trouble: "No such container" };
    const before = view({
      agents: [none, none],
      neighbours: known([{ address: gateway, mac: "e0:28:6d:00:00:01" }]),
      fromHere: silent(vip, "udp"),
      seen: {
        dns: known([]),
        adverts: { known: false, why: "no container" },
        offers: known([{ server: gateway, offered: "192.168.8.44", gateway, resolvers: [gateway] }]),
      },
    });
    assert.deepEqual(findingsOf(before), []);
  });

  it("does not expect a host to reach its own pod, nor an answer of a node that is drained", () => {
    const ownPod = silent(leader.node.podAddress, "udp");
    assert.deepEqual(findingsOf(view({ seenByLeader: { dns: known(ownPod) } })), []);
    const ownVip = silent(vip, "udp");
    assert.deepEqual(findingsOf(view({ seenByLeader: { dns: known(ownVip) } })), []);
    const drained = { ...status("follower"), ready: false, state: "draining" };
    const gone = silent(follower.node.podAddress, "udp");
    assert.deepEqual(findingsOf(view({ agents: [status("leader"), drained], fromHere: gone })), []);
  });

  it("asks each host once for DHCP offers, and goes by the preflight's with dhcp: pihole", () => {
    const served = { ...follower, cluster: { ...follower.cluster, dhcp: "pihole" } } as NodePlan;
    const questions = (plan: NodePlan) =>
      [doctorTasks(plan).offers, preflightTasks(plan, {} as ImageSources).dhcpOffers].map(
        ({ command }) => command[0],
      );
    assert.deepEqual(
      [questions(follower), questions(served)],
      [
        ["perl", "true"],
        ["true", "perl"],
      ],
    );
    const wrong = [
      { server: leader.node.podAddress, offered: "192.168.8.44", gateway, resolvers: ["9.9.9.9"] },
    ];
    const { nodes, ...rest } = view({ seen: { offers: known([]) } });
    const asked = nodes.map((node) => ({
      ...node,
      visited: { ...node.visited, facts: { ...node.visited.facts!, dhcpOffers: known(wrong) } },
    }));
    assert.match(findingsOf({ ...rest, nodes: asked })[0]!.found, /hands out 9\.9\.9\.9 as DNS server/);
  });

  it("ends badly for a problem, and not for a warning", () => {
    assert.equal(diagnose(view({ fromHere: silent(vip, "tcp") }), 1).good, false);
    assert.equal(
      diagnose(view({ seen: { care: known({ throttled: 1, rebootAt: undefined }) } }), 1).good,
      true,
    );
  });

  it("reads what its scripts print", () => {
    assert.deepEqual(parseDns("192.0.2.1 udp example.com 0 2\n192.0.2.1 tcp example.com silent 0\n"), [
      { address: "192.0.2.1", transport: "udp", name: "example.com", code: 0, answers: 2 },
      { address: "192.0.2.1", transport: "tcp", name: "example.com", code: undefined, answers: 0 },
    ]);
    assert.deepEqual(parseAdverts("192.0.2.1 100 21.5\n"), [
      { source: "192.0.2.1", count: 100, longestMs: 21.5 },
    ]);
    const care = (throttled: string, apt: string) =>
      parseCare(`#begin throttled\n${throttled}\n#end 0\n#begin reboot\n${apt}\n#end 0\n`);
    assert.deepEqual(
      care(
        "throttled=0x50005",
        'Unattended-Upgrade::Automatic-Reboot "true";\nUnattended-Upgrade::Automatic-Reboot-Time "02:00";',
      ),
      { throttled: 0x50005, rebootAt: "02:00" },
    );
    assert.deepEqual(care("", 'Unattended-Upgrade::Automatic-Reboot "false";'), {
      throttled: undefined,
      rebootAt: undefined,
    });
  });
});
