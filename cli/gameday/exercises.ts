import type { FileNode } from "../../components/load-files";
import { overConnection } from "../../providers/ssh/connection";
import { containers } from "../../runtime/contract/names";
import { askNode } from "../ask-node";
import type { ExerciseName } from "./exercise-names";

/** Asks the person at the keyboard to do something. */
export interface HandAtTheNodes {
  /** Prints the text. Resolves when the person presses Enter. */
  readonly told: (text: string) => Promise<void>;
}

export interface Exercise {
  readonly name: ExerciseName;
  /** What it does to a node, for the question. */
  readonly intent: (leader: string) => string;
  /** Whether it needs a person's hand. */
  readonly isByHand: boolean;
  /** The longest outage that passes, in milliseconds; 0: no query may be lost. */
  readonly allowedMs: number;
  /** Does it to the leader, and undoes what has to be undone, also if it fails. */
  readonly act: (leader: FileNode, person: HandAtTheNodes, hasMoved: () => Promise<void>) => Promise<void>;
}

const waitMs = 90_000;

/** In the order of `exerciseNames`. */
export const exercises: readonly Exercise[] = [
  {
    name: "drain",
    intent: (leader) =>
      `drain ${leader}: another node takes the VIP, and ${leader} joins again. No query is lost.`,
    isByHand: false,
    allowedMs: 0,
    async act(leader) {
      try {
        await askNode(leader, ["drain"], { timeoutMs: waitMs });
        await askNode(leader, ["wait", "drained", "--seconds", "60"], { timeoutMs: waitMs });
      } finally {
        await askNode(leader, ["undrain"], { timeoutMs: waitMs });
      }
    },
  },
  {
    name: "pihole-crash",
    intent: (leader) => `kill Pi-hole on ${leader}, which leads: another node takes the VIP within a second.`,
    isByHand: false,
    allowedMs: 1_000,
    act: ({ ssh }) => overConnection(ssh, async (host) => void (await host.must(["sh", "-c", killPihole]))),
  },
  {
    name: "unplug",
    intent: (leader) =>
      `you pull the plug of ${leader}, which leads: another node takes the VIP within a second.`,
    isByHand: true,
    allowedMs: 1_000,
    async act(leader, person, hasMoved) {
      const { name } = leader.plan.node;
      await person.told(`Pull the power plug of ${name} (${leader.plan.node.host}), then press Enter: `);
      await hasMoved();
      await person.told(`Another node leads. Plug ${name} in again, then press Enter: `);
    },
  },
];

/** Kills all processes of the container except the first one, which then ends as it does when Pi-hole crashes. */
const killPihole = `
first=$(docker inspect --format '{{.State.Pid}}' ${containers.pihole}) || exit 1
for pid in $(docker top ${containers.pihole} -o pid | tail -n +2); do
  [ "$pid" = "$first" ] || kill -KILL "$pid" 2>/dev/null || true
done`;
