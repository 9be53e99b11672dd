import { resolverAskFrom } from "../../runtime/contract/files";
import { unboundPort } from "../../runtime/contract/names";
import type { NodePlan } from "../config/plan";

/** Unbounds that have answered within this time are alive; the agent asks each of them every second. */
const aliveSeconds = 3;
/** Longer than a client waits for an answer. */
const questionSeconds = 10;

/** Where a DNS message in UDP has its id, and its response code: bits from the UDP header's start. */
const id = "@th,64,16";
const isNoServfail = "@th,92,4 != 2";

/**
 * Pi-hole asks every Unbound, and takes the first answer. A SERVFAIL is often the first: one Unbound's trouble would
 * spoil names that another resolves. So it is dropped as long as another Unbound that lives has not failed the same
 * question; the last one's gets through, and a client never waits for one that is dead. If the agent does not run
 * and nobody asks, no Unbound counts as alive, and the first answer wins.
 */
export function resolverFilter({ node, peers }: NodePlan): string[] {
  const resolvers = [node, ...peers].map(({ name, unboundAddress: address }, i) => ({ name, address, i }));
  const lastPort = resolverAskFrom + resolvers.length - 1;
  return [
    ...resolvers.flatMap(({ name, i }) => [
      `# ${name}`,
      `set alive_${i} { type ipv4_addr; flags dynamic,timeout; timeout ${aliveSeconds}s; }`,
      `set failed_${i} { typeof udp dport . ${id}; flags dynamic,timeout; timeout ${questionSeconds}s; size 65535; }`,
    ]),
    "chain input {",
    "    type filter hook input priority filter; policy accept;",
    ...resolvers.map(({ address, i }) => `    udp sport ${unboundPort} ip saddr ${address} jump from_${i}`),
    "}",
    ...resolvers.flatMap(({ i }) => [
      `chain from_${i} {`,
      `    update @alive_${i} { ip daddr }`,
      "    # The agent's own questions: each answer is a finding.",
      `    udp dport ${resolverAskFrom}-${lastPort} accept`,
      `    ${isNoServfail} accept`,
      `    add @failed_${i} { udp dport . ${id} }`,
      ...resolvers
        .filter((other) => other.i !== i)
        .map((other) => `    ip daddr @alive_${other.i} udp dport . ${id} != @failed_${other.i} drop`),
      "}",
    ]),
  ];
}
