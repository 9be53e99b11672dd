import { overConnection, type SshHost } from "../../providers/ssh/connection";
import type { SshTarget } from "../../providers/ssh/target";
import type { ImageSources } from "../images/image-names";
import { checkAccess } from "../config/ssh-access";
import type { NodePlan } from "../config/plan";
import { readFacts, preflightTasks, type ClockOffset, type Facts, type TaskName } from "./facts/facts";
import { boundedCommand, type TaskOutput, type Task } from "./task";
import { errorText } from "../../runtime/contract/error-text";

/** A node with what its host told, or why the host could not be asked. */
export interface Visited {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly facts: Facts | undefined;
  /** Why there are no facts; "" if there are. */
  readonly trouble: string;
}

export interface Visit {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly sources: ImageSources;
}

/** A host that does not let us in for so long is not reached. */
const connectMs = 8_000;

/** Asks a node's host all that the checks need, over one ssh connection. Changes nothing there. Never rejects. */
export async function collect(visit: Visit, signal?: AbortSignal): Promise<Visited> {
  const { plan, ssh } = visit;
  // A host that this machine does not know is not asked for anything.
  const unknown = checkAccess(plan.node, ssh);
  if (unknown.length > 0)
    return { plan, ssh, facts: undefined, trouble: unknown.map(({ found }) => found).join("; ") };
  try {
    const work = async (host: SshHost, close: () => void): Promise<Facts> => {
      signal?.addEventListener("abort", close);
      try {
        return await ask(host, visit);
      } finally {
        signal?.removeEventListener("abort", close);
      }
    };
    return { plan, ssh, facts: await overConnection(ssh, work, connectMs), trouble: "" };
  } catch (error) {
    return { plan, ssh, facts: undefined, trouble: errorText(error) };
  }
}

async function ask(host: SshHost, { plan, sources }: Visit): Promise<Facts> {
  const clock = await readClock(host);
  const tasks = Object.entries(preflightTasks(plan, sources)) as [TaskName, Task][];
  const readings = await Promise.all(tasks.map(async ([name, task]) => [name, await perform(host, task)]));
  return readFacts(clock, Object.fromEntries(readings) as Record<TaskName, TaskOutput>);
}

/** The host's clock is read between `sent` and `received`. Throws if root cannot run a command there. */
async function readClock(host: SshHost): Promise<ClockOffset> {
  const sent = Date.now();
  const said = await host.must(["sh", "-c", "id -u; date +%s%3N"], { timeoutMs: 5_000 });
  const received = Date.now();
  const [user, time] = said.trim().split("\n");
  if (user !== "0") throw new Error(`logged in as user ${user}, and not as root`);
  return { from: Number(time) - received, to: Number(time) - sent };
}

/** Runs a task. Never rejects. */
export async function perform(host: SshHost, task: Task): Promise<TaskOutput> {
  const { stdin = "", seconds } = task;
  try {
    const outcome = await host.exec(boundedCommand(task), {
      stdin,
      timeoutMs: (seconds + 2) * 1000,
    });
    if (outcome.code === 124 || outcome.code === 137)
      return { ok: false, why: `not done after ${seconds} s` };
    return { ok: true, ...outcome };
  } catch (error) {
    return { ok: false, why: errorText(error) };
  }
}
