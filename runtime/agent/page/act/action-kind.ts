import type { AskStatus } from "../../cli/control";
import type { Paths } from "../../agent-paths";
import type { PiholeClient } from "../../pihole/pihole-client";
import type { ClusterNow, NodeNow } from "./cluster-now";

/** What came of an action. */
export interface Done {
  readonly good: boolean;
  readonly words: readonly string[];
}

/** What an action works with, on the node where it is done. */
export interface ActionTools {
  readonly paths: Paths;
  /** The status of that node. */
  readonly ask: AskStatus;
  /** Runs a command of `ha-dns` in a process of its own: for what would stop the agent's probes for too long. */
  readonly command: (...words: readonly string[]) => Promise<Done>;
  /** The Pi-hole of that node. */
  readonly pihole: Pick<PiholeClient, "ask">;
}

/** One of the ways in which an action can be done; each has its own button. */
export interface Choice {
  /** What is done is exactly this, such as the digest of what was shown. */
  readonly arg: string;
  /** On the button. */
  readonly label: string;
}

/** What a person is to see before the button, or is to choose from; the node itself is asked for it. */
export interface Look {
  readonly choices: readonly Choice[];
  readonly words: readonly string[];
}

/** Has a command of `ha-dns` run on the node that an action is about. Rejects with words for people. */
export type AskNode = (question: string, arg: string) => Promise<readonly string[]>;

/** Something that a person can have done on a node. It is pure but for `run` and `look`. */
export interface ActionKind {
  readonly id: string;
  /** `leader`: it is about the whole cluster, and the leader does it. */
  readonly at: "node" | "leader";
  /** On the link to it. */
  readonly label: (node: string) => string;
  /**
   * The condition beside which its link stands, by the code; `any`: it is about a condition, and stands beside each;
   * empty: its link stands on the node's card.
   */
  readonly answers: string;
  /** Whether its link is shown now. */
  readonly isOffered: (node: NodeNow, cluster: ClusterNow) => boolean;
  /** What will happen, in plain words. */
  readonly says: (node: NodeNow, cluster: ClusterNow) => string;
  /** Why it cannot be done now; empty if it can. `arg` is absent as long as nobody has chosen. */
  readonly refused: (node: NodeNow, cluster: ClusterNow, arg?: string) => string;
  /** Absent: there is one button, for what `label` says. */
  readonly choices?: (node: NodeNow, condition: string) => readonly Choice[];
  /** Asks the node for choices, or for what one of them would do. */
  readonly look?: (ask: AskNode, arg: string) => Promise<Look>;
  /** It moves the virtual IP, so the person's own connection may break: the answer is given first. */
  readonly movesVip: boolean;
  /** What it says may name rows of Pi-hole's, which only a person who has logged in may read. */
  readonly namesRows?: boolean;
  /** Does it on this node. */
  readonly run: (tools: ActionTools, arg: string) => Promise<Done>;
}
