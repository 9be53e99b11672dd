import path from "node:path";
import { dhcpTask, parseOffers } from "../../components/preflight/facts/lan";
import { readScript, sectionScriptOf } from "../../components/preflight/facts/preflight-scripts";
import { readSections } from "../../components/preflight/facts/sections";
import type { NodePlan } from "../../components/config/plan";
import {
  factOf,
  ifSuccessful,
  nothingToAsk,
  wordRows,
  type TaskOutput,
  type Task,
} from "../../components/preflight/task";
import { containers } from "../../runtime/contract/names";
import { bogusName, type Adverts, type DnsAnswer, type HostCare, type NodeSeen } from "./doctor-view";

const ownScript = (name: string): string => readScript(path.join(__dirname, "scripts", name));

/** Where DNS is asked: the VIP and every node. */
export const dnsAddresses = ({ cluster, node, peers }: NodePlan): string[] => [
  cluster.vip,
  node.podAddress,
  ...peers.map(({ podAddress }) => podAddress),
];

/** What runs on a node's host, beyond the preflight's tasks. */
export const doctorTasks = (plan: NodePlan): Readonly<Record<keyof NodeSeen, Task>> => ({
  // With `dhcp: pihole` the preflight asks already. Pi-hole tests each new address first, so a second DISCOVER waits.
  offers: plan.cluster.dhcp === "off" ? dhcpTask(plan.node.interface) : nothingToAsk,
  dns: {
    command: [
      "perl",
      "-e",
      ownScript("dns.pl"),
      plan.cluster.probeNames[0]!,
      bogusName,
      ...dnsAddresses(plan),
    ],
    seconds: 8,
  },
  adverts: {
    // In the pod's network namespace: the adverts go from pod to pod.
    command: [
      "sh",
      "-c",
      'pid=$(docker inspect --format "{{.State.Pid}}" "$1") && exec nsenter -t "$pid" -n perl -e "$2" 2',
      "adverts",
      containers.pod,
      ownScript("adverts.pl"),
    ],
    seconds: 6,
  },
  care: { command: ["sh", "-c", sectionScriptOf(ownScript("care.sh"))], seconds: 5 },
});

export function seenOf(readings: Readonly<Record<keyof NodeSeen, TaskOutput>>): NodeSeen {
  return {
    offers: factOf(readings.offers, ifSuccessful(parseOffers)),
    dns: factOf(readings.dns, ifSuccessful(parseDns)),
    adverts: factOf(readings.adverts, ifSuccessful(parseAdverts)),
    care: factOf(readings.care, parseCare),
  };
}

export const parseDns = (stdout: string): DnsAnswer[] =>
  wordRows(stdout).map(([address, transport, name, code, answers]) => ({
    address: address!,
    transport: transport as "udp" | "tcp",
    name: name!,
    code: code === "silent" ? undefined : Number(code),
    answers: Number(answers),
  }));

export const parseAdverts = (stdout: string): Adverts[] =>
  wordRows(stdout).map(([source, count, longest]) => ({
    source: source!,
    count: Number(count),
    longestMs: Number(longest),
  }));

export function parseCare(stdout: string): HostCare {
  const sections = readSections(stdout);
  const throttled = /throttled=0x([0-9a-f]+)/i.exec(sections.get("throttled")?.text ?? "")?.[1];
  const apt = sections.get("reboot")?.text ?? "";
  const reboots = /^Unattended-Upgrade::Automatic-Reboot "(?:true|1|yes|on)";$/im.test(apt);
  const at = /^Unattended-Upgrade::Automatic-Reboot-Time "([^"]+)";$/m.exec(apt)?.[1] ?? "now";
  return {
    throttled: throttled === undefined ? undefined : parseInt(throttled, 16),
    rebootAt: reboots ? at : undefined,
  };
}
