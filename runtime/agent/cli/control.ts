import { rmSync, writeFileSync } from "node:fs";
import { statusPort } from "../../contract/files";
import type { Paths } from "../paths";
import type { Status } from "../snapshot";

type Print = (text: string) => void;
type Ask = () => Promise<Status>;

const effectMs = 10_000;

/** Asks the agent of this node. Rejects where it does not answer within a second. */
export async function askAgent(port = statusPort): Promise<Status> {
  const response = await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(1_000) });
  if (!response.ok) throw new Error(`/status answered ${response.status}`);
  return (await response.json()) as Status;
}

/** Prints what the running agent knows. Resolves to the exit code. */
export async function showStatus(json: boolean, print: Print, ask: Ask = askAgent): Promise<number> {
  let status: Status;
  try {
    status = await ask();
  } catch (error) {
    print(json ? JSON.stringify({ error: noAgent(error) }) : noAgent(error));
    return 1;
  }
  print(json ? JSON.stringify(status) : inWords(status));
  return 0;
}

/** Drains this node, and waits until it no longer leads and is out of VRRP. Resolves to the exit code. */
export async function drain(paths: Paths, print: Print, ask: Ask = askAgent): Promise<number> {
  writeFileSync(paths.drain, "");
  const done = (status: Status) =>
    status.drain !== null && status.drain !== "waiting" && status.vrrp.state !== "MASTER";
  return settle("drain", done, print, ask, ({ drain: outcome }) =>
    outcome === "released"
      ? "drained; no peer took the virtual IP over"
      : "drained; a peer has the virtual IP, or may take it",
  );
}

/** Ends a drain, and waits until the agent has noticed. Resolves to the exit code. */
export function undrain(paths: Paths, print: Print, ask: Ask = askAgent): Promise<number> {
  rmSync(paths.drain, { force: true });
  return settle(
    "undrain",
    (status) => status.drain === null,
    print,
    ask,
    ({ state }) => `undrained; ${state}`,
  );
}

/** Takes the virtual IP back, and waits until this node leads. Resolves to the exit code. */
export async function failback(paths: Paths, print: Print, ask: Ask = askAgent): Promise<number> {
  try {
    const { state, reason } = await ask();
    if (state !== "leading" && state !== "standing-by" && state !== "ready") {
      print(`failback: refused, the node is ${state}${reason ? `: ${reason}` : ""}`);
      return 1;
    }
  } catch (error) {
    print(`failback: ${noAgent(error)}`);
    return 1;
  }
  writeFileSync(paths.failback, "");
  const code = await settle(
    "failback",
    ({ state }) => state === "leading",
    print,
    ask,
    () => "this node leads",
  );
  if (code !== 0) rmSync(paths.failback, { force: true }); // A request that failed must not fire later, unattended.
  return code;
}

async function settle(
  name: string,
  done: (status: Status) => boolean,
  print: Print,
  ask: Ask,
  say: (status: Status) => string,
): Promise<number> {
  const end = performance.now() + effectMs;
  let seen = "";
  while (performance.now() < end) {
    try {
      const status = await ask();
      if (done(status)) {
        print(`${name}: ${say(status)}`);
        return 0;
      }
      seen = inWords(status);
    } catch (error) {
      seen = noAgent(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  print(`${name}: no effect within ${effectMs / 1000} s; ${seen}`);
  return 1;
}

const noAgent = (error: unknown): string =>
  `the agent does not answer: ${error instanceof Error ? error.message : String(error)}`;

function inWords(status: Status): string {
  const { node, role, state, reason, vrrp, recursion } = status;
  const why = reason ? ` (${reason})` : "";
  return `${node}: ${role}, ${state}${why}; VRRP ${vrrp.state}, priority ${vrrp.priority}${vrrp.claim ? ` ${vrrp.claim}` : ""}; recursion ${recursion}`;
}
