import { setTimeout as sleep } from "node:timers/promises";
import { loadFiles, type FileNode } from "../../components/load-files";
import { isLeader } from "../../components/peers/ask-agents";
import { errorText } from "../../runtime/contract/error-text";
import { askPerson, isConfirmed } from "../ask-person";
import { UsageError, type CallOf } from "../frame/command-type";
import { askNodes, isHealthy, requireHealthy, type NodeLine } from "../node/cluster-status";
import { watchRate } from "../watch/rate";
import { VipWatch } from "../watch/vip-watch";
import { exercises, type Exercise } from "./exercises";
import { isSuccess, exercisesText, verdict, type ExerciseResult } from "./exercise-result";

type GamedayCall = CallOf<{
  readonly only: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
}>;

/** Enough to see a gap of 10 ms; the drills of the lab ask five times as much. */
const queriesPerSecond = 100;
/** A Pi boots in less. */
const healthyWithinMs = 600_000;
const movedWithinMs = 60_000;
const without = "give --yes, which skips the exercises that need a person's hand";

/** Resolves to the exit code: 1 if an exercise failed or ended with an error. Rejects if the cluster is not healthy before one. */
export async function runGameday(call: GamedayCall): Promise<number> {
  const { values, root, print } = call;
  if (!values.yes && process.stdin.isTTY !== true)
    throw new UsageError(`ha-dns gameday: nobody can be asked here: ${without}`);
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const chosen = exercises.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  const all: ExerciseResult[] = [];
  for (const exercise of chosen) {
    const done = await perform(exercise, nodes, call);
    all.push(done);
    call.note(exercisesText([done]).trimEnd());
    if (call.signal.aborted || done.result === "error") break;
  }
  print(values.json ? `${JSON.stringify(all, null, 2)}\n` : exercisesText(all));
  return isSuccess(all) ? 0 : 1;
}

async function perform(
  exercise: Exercise,
  nodes: readonly FileNode[],
  call: GamedayCall,
): Promise<ExerciseResult> {
  const { values, signal, note } = call;
  const { name } = exercise;
  const skipped = (why: string): ExerciseResult => ({ exercise: name, result: "skipped", leaders: [], why });
  if (exercise.isByHand && values.yes) return skipped("it needs a person's hand");
  const lines = await askNodes(nodes);
  const { vip, rateLimit, failback, failbackDelay } = nodes[0]!.plan.cluster;
  requireHealthy(vip, lines, "an exercise");
  if (nodes.length < 2)
    throw new Error("there is one node; expected two or more: nobody else could take the VIP");
  const leader = nodes[lines.findIndex(({ answer }) => isLeader(answer))]!;
  const intent = exercise.intent(leader.plan.node.name);
  note(intent);
  if (!values.yes && !(await isConfirmed("Do it?", { without, signal })))
    return skipped("nobody agreed to it");
  const watch = new VipWatch(vip, watchRate(queriesPerSecond, rateLimit));
  const leaders = [leader.plan.node.name];
  const look = async (): Promise<readonly NodeLine[]> => {
    const seen = await askNodes(nodes);
    const now = seen.filter(({ answer }) => isLeader(answer)).map((line) => line.name);
    if (now.length === 1 && now[0] !== leaders.at(-1)) leaders.push(now[0]!);
    return seen;
  };
  const person = {
    told: async (text: string) => void (await askPerson(text, { without, signal })),
  };
  watch.start();
  const started = performance.now();
  try {
    // A query that is lost before the exercise shows a fault between this machine and the VIP.
    await watch.firstAnswers("check it with ha-dns doctor");
    await exercise.act(leader, person, () =>
      until(movedWithinMs, async () => (await look(), leaders.length > 1)),
    );
    await until(healthyWithinMs, async () => isHealthy(await look()));
    const healthyAfter = Math.round((performance.now() - started) / 1_000);
    // Waits for the failback of the VIP: it counts too.
    if (failback === "automatic" && leaders.length > 1) await sleep((failbackDelay + 5) * 1_000);
    await look();
    const watched = await watch.stop();
    return { exercise: name, result: verdict(watched, exercise.allowedMs), leaders, watched, healthyAfter };
  } catch (error) {
    return { exercise: name, result: "error", leaders, watched: await watch.stop(), why: errorText(error) };
  }
}

async function until(ms: number, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`timed out after ${ms / 1_000} s; look at it: ha-dns status`);
    await sleep(1_000);
  }
}
