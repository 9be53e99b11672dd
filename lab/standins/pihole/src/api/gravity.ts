import { spawn } from "node:child_process";
import type { Endpoint, StreamTarget } from "./exchange";

/** POST /api/action/gravity: runs `pihole -g` and streams what it says; 200 whatever becomes of it. */
export const gravityEndpoints = (command: readonly [string, ...string[]]): Endpoint[] => [
  {
    method: "POST",
    path: "action/gravity",
    auth: true,
    handle: () => ({
      status: 200,
      headers: { "Content-Type": "text/plain" },
      stream: (target) => streamRun(command, target),
    }),
  },
];

function streamRun([name, ...args]: readonly [string, ...string[]], target: StreamTarget): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(name, args, { stdio: ["ignore", "pipe", "pipe"] });
    const tell = (piece: Buffer | string): void => target.write(piece);
    child.stdout.on("data", tell);
    child.stderr.on("data", tell);
    child.on("error", (error) => tell(`${error.message}\n`));
    child.on("close", (code) => {
      // FTL's trap: a second response that nobody asked for follows on the same connection.
      target.end(code === 0 ? { status: "success" } : gravityFailed);
      resolve();
    });
  });
}

const gravityFailed = { error: { key: "server_error", message: "Gravity failed", hint: null } };
