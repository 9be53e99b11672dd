import { problem, warning } from "../../../components/preflight/finding";
import type { DoctorCheck } from "../doctor-check";
import { leads, nodeNameOf, type Adverts, type NodeView, type DoctorView } from "../doctor-view";

interface Listener {
  readonly node: NodeView;
  readonly leader: NodeView;
  /** The leader's adverts as this node hears them; undefined if it hears none. */
  readonly heard: Adverts | undefined;
}

/** Every node that listened for the leader's adverts; none if no node leads. */
function listeners({ nodes }: DoctorView): Listener[] {
  const leader = nodes.find(leads);
  if (!leader) return [];
  const { podAddress } = leader.visited.plan.node;
  return nodes.flatMap((node) => {
    if (node === leader || !node.seen?.adverts.known) return [];
    const heard = node.seen.adverts.value.find(({ source }) => source === podAddress);
    return [{ node, leader, heard }];
  });
}

export const vrrpHeard: DoctorCheck = {
  id: "VRRP heard",
  title: "every node hears the leader's VRRP adverts",
  look(view) {
    const deaf = listeners(view).filter(({ heard }) => heard === undefined);
    return deaf.map(({ node, leader }) => {
      const found = problem(
        `no advert of the leader ${nodeNameOf(leader)} (${leader.visited.plan.node.podAddress}) within 2 s`,
        "adverts, or this node takes the VIP as well",
        "let IP protocol 112 pass between the nodes: look at the switch, at VLANs, and at firewalls between them",
      );
      return { ...found, node: nodeNameOf(node) };
    });
  },
};

/** To the next 0.02 s. */
const roundUp = (seconds: number): number => Math.ceil(seconds * 50) / 50;

export const vrrpJitter: DoctorCheck = {
  id: "VRRP jitter",
  title: "adverts come in time: no node almost takes over for nothing",
  look(view) {
    return listeners(view).flatMap(({ node, leader, heard }) => {
      const { advertInterval, missedAdverts } = node.visited.plan.cluster;
      const patience = advertInterval * missedAdverts;
      // Half of the patience is left for a worse moment than these two seconds.
      if (!heard || heard.longestMs / 1000 <= Math.max(patience / 2, advertInterval * 1.5)) return [];
      const better = roundUp((2 * heard.longestMs) / 1000 / missedAdverts);
      const found = warning(
        `up to ${Math.round(heard.longestMs)} ms between two adverts of ${nodeNameOf(leader)}; a take-over comes after ${Math.round(patience * 1000)} ms`,
        `at most ${Math.round(patience * 500)} ms`,
        `pulumi config set advertInterval ${better}, for all nodes; or find what delays frames: a busy host, power saving, a slow switch`,
      );
      return [{ ...found, node: nodeNameOf(node) }];
    });
  },
};
