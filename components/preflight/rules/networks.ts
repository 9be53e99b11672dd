import ipaddr from "ipaddr.js";
import { containers as ownContainers, networkName } from "../../../runtime/contract/names";
import { parentInterface } from "../../config/network-mode";
import type { NodePlan } from "../../config/plan";
import { problem, type HostFinding } from "../finding";
import type { EngineContainer, EngineFacts, EngineNetwork } from "../facts/engine-facts";
import { contains } from "./interface";
import type { Scene } from "./scene";

/** No network of another's is in the way of the pod's. */
export function networks({ plan, facts }: Scene): HostFinding[] {
  if (!facts.engine.known) return [];
  const engine = facts.engine.value;
  const inTheWay = engine.networks.flatMap((network) => {
    const why = network.name === networkName ? undefined : conflict(plan, network);
    return why === undefined ? [] : [{ network, why }];
  });
  return [
    ...inTheWay.map(({ network, why }) => foreignNetwork(plan, engine, network, why)),
    ...ownName(plan, engine),
  ];
}

/** Docker allows one macvlan network for an interface, and each address in one network alone. */
function conflict(
  { cluster, node }: NodePlan,
  { driver, parent, subnets }: EngineNetwork,
): string | undefined {
  if ((driver === "macvlan" || driver === "ipvlan") && parent === parentInterface(node))
    return `sits on ${parentInterface(node)} too`;
  const overlapping = subnets.find((subnet) => overlap(subnet, cluster.subnet));
  return overlapping && `has the subnet ${overlapping}`;
}

function foreignNetwork(
  plan: NodePlan,
  engine: EngineFacts,
  network: EngineNetwork,
  why: string,
): HostFinding {
  const members = engine.containers.flatMap((container) =>
    container.networks
      .filter(({ name }) => name === network.name)
      .map(({ address }) => ({ name: container.name, address })),
  );
  const names = members.map(({ name }) => name);
  const holds = names.length > 0 ? `, and ${names.join(", ")} in it` : "";
  return problem(
    `a ${network.driver} network "${network.name}" that ${why}${holds}`,
    `no network of Docker's but ${networkName} on ${parentInterface(plan.node)} and in ${plan.cluster.subnet}`,
    [
      ...members.map(({ name }) => `docker network disconnect -f ${network.name} ${name}`),
      `docker network rm ${network.name}`,
      ...(members.some(({ address }) => contains(plan.cluster.subnet, address)) &&
      network.driver === "macvlan"
        ? [
            "then, after the deployment, the same containers with their addresses into the node's own network:",
            ...members.map(
              ({ name, address }) =>
                `docker network connect ${address ? `--ip ${address} ` : ""}${networkName} ${name}`,
            ),
            `(in a compose file: networks: { default: { name: ${networkName}, external: true } })`,
          ]
        : []),
    ].join("\n"),
  );
}

/** A network of the right name that is not the node's: Docker would take it for the node's. */
function ownName({ cluster, node }: NodePlan, { networks: all, containers }: EngineFacts): HostFinding[] {
  const addresses = [node.podAddress, node.unboundAddress, cluster.vip];
  return containers
    .filter(({ name }) => !isOwn(name))
    .flatMap((container) => taken(container, addresses))
    .filter(({ network }) => all.some(({ name }) => name === network && name === networkName))
    .map(({ name, address }) =>
      problem(
        `the container ${name} has the address ${address}`,
        "an address that nobody has",
        `docker rm -f ${name}, or give it another address: docker network disconnect -f ${networkName} ${name}; ` +
          `docker network connect --ip ADDRESS ${networkName} ${name}`,
      ),
    );
}

const taken = ({ name, networks: attached }: EngineContainer, addresses: readonly string[]) =>
  attached
    .filter(({ address }) => addresses.includes(address))
    .map((network) => ({ name, network: network.name, address: network.address }));

const isOwn = (name: string): boolean => (Object.values(ownContainers) as string[]).includes(name);

function overlap(a: string, b: string): boolean {
  if (!ipaddr.IPv4.isValidCIDR(a)) return false;
  const [one, oneBits] = ipaddr.IPv4.parseCIDR(a);
  const [other, otherBits] = ipaddr.IPv4.parseCIDR(b);
  return one.match(other, Math.min(oneBits, otherBits));
}
