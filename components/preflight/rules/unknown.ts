import { warning, type HostFinding } from "../finding";
import type { TaskName } from "../facts/facts";
import type { Scene } from "./scene";

const subjects: Readonly<Record<TaskName, string>> = {
  host: "what the host is and has",
  engine: "Docker's engine, networks and containers",
  trial: "what the kernel allows the pod",
  neighbours: "whether somebody has the node's addresses",
  vrrpRouters: "other VRRP routers",
  advertisedResolvers: "resolvers that are announced over IPv6",
  dhcpOffers: "whether another DHCP server is on",
  unresolved: "whether the host can resolve names",
};

/** What is asked of the LAN: without the interface nothing can be. */
const ofTheLan: readonly TaskName[] = ["neighbours", "vrrpRouters", "advertisedResolvers", "dhcpOffers"];

/** What could not be found out is said, since nothing else speaks of it. */
export const unknown = ({ plan, facts }: Scene): HostFinding[] => {
  const hasInterface =
    !facts.host.known ||
    facts.host.value.interfaces.some(({ name, up }) => up && name === plan.node.interface);
  return (Object.keys(subjects) as TaskName[]).flatMap((name) => {
    const fact = facts[name];
    if (fact.known || (ofTheLan.includes(name) && !hasInterface)) return [];
    return [
      warning(
        `not found out: ${subjects[name]}: ${fact.why}`,
        "an answer within its deadline",
        "run npm run preflight again; a host that is busy answers late",
      ),
    ];
  });
};
