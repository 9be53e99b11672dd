import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { piholePasswordFile } from "../../../components/render/node-paths";
import { statusPort } from "../../../runtime/contract/files";
import type { DrillNode } from "../../cluster/cluster";
import { inNode } from "../../cluster/node";
import type { Session } from "../../session";
import type { Dice } from "../../dice";
import type { Stream } from "../../load/stream";
import type { Change } from "../../load/changes/change";
import { PiholeClient } from "../../load/pihole-client";
import type { Answer, Question, Taken } from "../../load/pihole-protocol";
import { troubleOf } from "../../load/trouble";

/** Where a scenario plays, before anybody asks. */
export interface Scene {
  readonly session: Session;
  readonly pihole: PiholeClient;
  readonly leader: DrillNode;
  /** The first node that does not lead: the one that is looked at. */
  readonly follower: DrillNode;
  readonly dice: Dice;
  /** How many changes are to be made one after another. */
  readonly changes: number;
}

/** The same while clients ask the VIP and the follower. */
export type LiveScene = Scene & { readonly stream: Stream };

/** The streams' targets, in this order. */
export const targets = { vip: 0, follower: 1 } as const;

/** How long a change may take to be on the follower, in ms; one that restarts Pi-hole, twice over, among them. */
const changeDeadlineMs = 30_000;

/** The Pi-holes' API, open. */
export async function openPihole(session: Session, node: DrillNode): Promise<PiholeClient> {
  const password = (await inNode(node, "cat", piholePasswordFile)).trim();
  const pihole = new PiholeClient(session.client);
  await pihole.do("open", { password });
  return pihole;
}

/** A change through the VIP, looked for on the follower. */
export const make = ({ pihole, session, follower }: Scene, change: Change): Promise<Taken> =>
  pihole.do("change", {
    leader: session.cluster.vip,
    follower: follower.pod,
    change,
    deadlineMs: changeDeadlineMs,
  });

/** A request through the VIP that has to succeed. */
export async function writeThroughVip(
  { pihole, session }: Scene,
  question: Omit<Question, "address">,
): Promise<Answer> {
  const answer = await pihole.do("ask", { address: session.cluster.vip, ...question });
  const trouble = troubleOf(answer);
  if (trouble) throw new Error(`${question.method} ${question.path}: ${trouble}`);
  return answer;
}

/** What is written this soon after a gravity run is lost: Pi-hole has its old database open for a while, in ms. */
const reopenedMs = 1_500;

/** Has the leader build gravity: its lists' content. */
export async function buildGravity(scene: Scene): Promise<void> {
  await writeThroughVip(scene, { method: "POST", path: "/api/action/gravity", deadlineMs: 120_000 });
  await delay(reopenedMs);
}

/** Waits until the two nodes' own Pi-holes are equal. */
export const awaitEqual = ({ pihole, leader, follower }: Scene, deadlineMs: number) =>
  pihole.do("equal", { leader: leader.pod, follower: follower.pod, deadlineMs });

/** A removal that a follower's agent has refused. */
export interface Refused {
  readonly removals: readonly string[];
  /** The command that lets it through, on the follower's host. */
  readonly accept: string;
}

/** Lets it through, as a person does who reads of it in the status. */
export const accept = async ({ follower }: Scene, refused: Refused): Promise<void> =>
  void (await inNode(follower, "sh", "-c", refused.accept));

const syncStatus = z.object({
  sync: z.object({
    doing: z.string(),
    refused: z.object({ removals: z.array(z.string()), accept: z.string() }).nullable(),
    counts: z.object({ rounds: z.number(), steps: z.number() }),
  }),
});

/** What the follower's agent says of its sync. */
export async function followerSync({ pihole, follower }: Scene) {
  const question = { address: follower.pod, port: statusPort, method: "GET", path: "/status" } as const;
  const { status, text } = await pihole.do("ask", question);
  if (status !== 200) throw new Error(`${follower.name}: /status answered ${status}`);
  return syncStatus.parse(JSON.parse(text)).sync;
}
