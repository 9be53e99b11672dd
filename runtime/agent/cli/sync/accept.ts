import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Paths } from "../../agent-paths";
import { replaceFile } from "../../../common/text-file";
import type { Status } from "../../snapshot";
import { askOwnAgent, noAgent, type AskStatus, type Print } from "../control";

const effectMs = 60_000;
const lookEveryMs = 100;

/**
 * Lets the removal through that waits, and waits until this node is equal to its leader. The acceptance holds for that
 * state of the leader's alone, and no longer than this command runs. Resolves to the exit code.
 */
export async function accept(
  paths: Paths,
  print: Print,
  ask: AskStatus = askOwnAgent,
  deadlineMs = effectMs,
  /** The leader's state that was shown; undefined: the one that waits now. */
  shown?: string,
): Promise<number> {
  let status: Status;
  try {
    status = await ask();
  } catch (error) {
    print(`sync accept: ${noAgent(error)}`);
    return 1;
  }
  const refused = status.sync?.refused;
  if (!refused) {
    print("sync accept: nothing waits to be accepted");
    return 1;
  }
  if (shown !== undefined && refused.digest !== shown) {
    print(
      `sync accept: the leader has changed meanwhile, and is refused anew: ${refused.removals.join(", ")}`,
    );
    return 1;
  }
  replaceFile(paths.acceptedRemoval, `${refused.digest}\n`);
  try {
    return await applied(refused.digest, print, ask, deadlineMs);
  } finally {
    // What came too late must not be let through later, unattended.
    rmSync(paths.acceptedRemoval, { force: true });
  }
}

async function applied(digest: string, print: Print, ask: AskStatus, deadlineMs: number): Promise<number> {
  const from = performance.now();
  let seen = "";
  while (performance.now() < from + deadlineMs) {
    try {
      const verdict = accepted(await ask(), digest, (performance.now() - from) / 1000);
      if (verdict.ended) {
        print(`sync accept: ${verdict.words}`);
        return verdict.good ? 0 : 1;
      }
      seen = verdict.words;
    } catch (error) {
      seen = noAgent(error);
    }
    await delay(lookEveryMs);
  }
  print(`sync accept: not applied within ${deadlineMs / 1000} s; ${seen}`);
  return 1;
}

interface Verdict {
  readonly ended: boolean;
  readonly good: boolean;
  readonly words: string;
}

/** What became of the acceptance of `digest` that was given `seconds` ago. */
export function accepted({ node, role, sync }: Status, digest: string, seconds: number): Verdict {
  const bad = (words: string): Verdict => ({ ended: true, good: false, words });
  if (role === "leader") return bad(`${node} leads now, and takes nothing from anybody`);
  const { refused, equalAgeSeconds, follows, error, doing } = sync ?? {};
  if (refused && refused.digest !== digest)
    return bad(`the leader has changed meanwhile, and is refused anew: ${refused.removals.join(", ")}`);
  const equal = !refused && typeof equalAgeSeconds === "number" && equalAgeSeconds <= seconds;
  if (equal) return { ended: true, good: true, words: `applied: ${node} is equal to ${follows}` };
  const words = doing === "applying" ? "it is being applied" : error || "the agent has not looked at it yet";
  return { ended: false, good: false, words };
}
