import { createConnection } from "node:net";

const deadlineMs = 2_000;
const longest = 64 * 1024;

/**
 * Gives a command to Unbound over its control socket. Resolves to its answer; rejects if nobody answers in time, or
 * Unbound says that it failed.
 */
export function tellUnbound(socketPath: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = createConnection({ path: socketPath, timeout: deadlineMs });
    const timer = setTimeout(
      () => socket.destroy(new Error(`no answer within ${deadlineMs} ms`)),
      deadlineMs,
    );
    socket.on("connect", () => socket.write(`UBCT1 ${command}\n`));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (text.length > longest) socket.destroy(new Error("an answer without end"));
    });
    socket.on("close", () => clearTimeout(timer));
    socket.on("error", reject);
    socket.on("end", () => {
      if (text.startsWith("error")) reject(new Error(text.trim()));
      else resolve(text.trim());
    });
  });
}

/** Has Unbound forget what it could not check, the keys that it could not have among it: they are asked for again. */
export async function forgetFailures(socketPath: string): Promise<void> {
  await tellUnbound(socketPath, "flush_bogus");
}

/** Has Unbound forget all: what it has learned by a wrong clock it would else keep for as long as the clock was wrong. */
export async function forgetAll(socketPath: string): Promise<void> {
  await tellUnbound(socketPath, "flush_infra all");
  await tellUnbound(socketPath, "flush_zone .");
}
