import { spawn } from "node:child_process";
import { once } from "node:events";

/** The lock is taken, and was not free in time. */
export class LockTaken extends Error {}

const taken = 75;

/**
 * Does `work` while it holds flock(1) on `file`, waiting for it up to `waitSeconds`; `work` is told where the lock is
 * lost. The lock is a child's, whose input is a pipe from here: it goes when the work is done, and also when this
 * process dies in any way. Throws LockTaken if it was not free in time.
 */
export async function withLock<T>(
  file: string,
  waitSeconds: number,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const args = ["--wait", String(waitSeconds), "--conflict-exit-code", String(taken), file, "cat"];
  // A group of its own: whoever interrupts the work does not take the lock away before the work has ended.
  const child = spawn("flock", args, { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const lost = new AbortController();
  const stderr: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (piece: string) => stderr.push(piece));
  child.stdin.on("error", () => undefined); // Where flock ends without the lock.
  const ended = once(child, "close").then(([code]) => code as number);
  // `cat` runs only once flock has the lock, and so gives back what it was sent.
  child.stdin.write("locked\n");
  const first = await Promise.race([once(child.stdout, "data").then(() => undefined), ended]);
  if (first === taken) throw new LockTaken(`${file} is held by another`);
  if (first !== undefined) throw new Error(`flock ${file}: exit code ${first}: ${stderr.join("").trim()}`);
  void ended.then(() => lost.abort(new Error(`the lock on ${file} was lost`)));
  try {
    return await work(lost.signal);
  } finally {
    child.stdin.end();
    await ended;
  }
}
