import { answered } from "../../../components/peers/ask-agents";
import { problem } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { bogusName, isDeployed, leads, nodeNameOf, type DnsAnswer, type DoctorView } from "../doctor-view";

const ok = ({ code, answers }: DnsAnswer): boolean => code === 0 && answers > 0;
const inWords = ({ code }: DnsAnswer): string =>
  code === undefined ? "nothing" : code === 0 ? "an empty answer" : `the code ${code}`;

/** Addresses of nodes that are drained or do not answer: other checks report those. */
function excused(view: DoctorView): ReadonlySet<string> {
  const out = view.nodes.filter(({ agent }) => !answered(agent) || !agent.ready);
  return new Set(out.map(({ visited }) => visited.plan.node.podAddress));
}

/** The answers by asker, without those that cannot come: a host does not reach its own pod. */
function answersBy(
  view: DoctorView,
): readonly { readonly asker: string; readonly answers: readonly DnsAnswer[] }[] {
  const vip = view.nodes[0]?.visited.plan.cluster.vip;
  const out = excused(view);
  const nodes = view.nodes.map((node) => ({
    asker: nodeNameOf(node),
    answers: (node.seen?.dns.known ? node.seen.dns.value : []).filter(
      ({ address }) =>
        address !== node.visited.plan.node.podAddress &&
        !(address === vip && leads(node)) &&
        !out.has(address),
    ),
  }));
  return [{ asker: "here", answers: view.fromHere.filter(({ address }) => !out.has(address)) }, ...nodes];
}

export const dns: DoctorCheck = {
  id: "dns",
  title: "the VIP and every node answer by UDP and by TCP, to this machine and to each node",
  look(view) {
    if (!isDeployed(view)) return [];
    return answersBy(view).flatMap(({ asker, answers }) => {
      const failed = answers.filter((answer) => answer.name !== bogusName && !ok(answer));
      return failed.map((answer) => {
        const { address, transport, name } = answer;
        const other = answers.find(
          (it) => it.address === address && it.transport !== transport && it.name === name,
        );
        const fix =
          other && ok(other)
            ? `allow ${transport} to port 53 on the way (a firewall of this machine or of the router, a client isolation)`
            : `ask by hand: dig ${transport === "tcp" ? "+tcp " : ""}@${address} ${name}; is there a way from ${asker} to ${address}, and does ha-dns status call the node ready?`;
        const found = problem(
          `${address} answers ${name} by ${transport} with ${inWords(answer)}`,
          "an address",
          fix,
        );
        return { ...found, node: asker };
      });
    });
  },
};

export const dnssecCheck: DoctorCheck = {
  id: "dnssec",
  title: "an answer with a wrong signature is refused",
  look(view) {
    if (!isDeployed(view)) return [];
    const wrong = answersBy(view)
      .flatMap(({ answers }) => answers)
      .filter((answer) => answer.name === bogusName && ok(answer))
      .map(({ address }) => address);
    return [...new Set(wrong)].map((address) => ({
      ...problem(
        `${address} answers ${bogusName}, whose signature is wrong on purpose`,
        "no answer (SERVFAIL), as DNSSEC demands",
        `is ${address} the cluster's, and is ${bogusName} in dnssecExceptions? ha-dns up repairs the resolver; docs/resolver.md`,
      ),
      node: "LAN",
    }));
  },
};
