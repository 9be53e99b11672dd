import { rmSync, writeFileSync } from "node:fs";
import { drainForced, statusPort } from "../../contract/files";
import type { Paths } from "../agent-paths";
import type { Status } from "../snapshot";
import { errorText } from "../../contract/error-text";

export type Print = (text: string) => void;
/** How the running agent is asked. */
export type AskStatus = () => Promise<Status>;

const effectMs = 10_000;
/** A busy small host takes its time. */
const statusMs = 5_000;

/** Asks the agent of this node. Rejects if it does not answer within five seconds. */
export async function askOwnAgent(port = statusPort): Promise<Status> {
  const response = await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(statusMs) });
  if (!response.ok) throw new Error(`/status answered ${response.status}`);
  return (await response.json()) as Status;
}

/** Prints what the running agent knows. Resolves to the exit code. */
export const showStatus = (json: boolean, print: Print, ask: AskStatus = askOwnAgent): Promise<number> =>
  tellStatus(json, print, ask, (status) =>
    print(json ? JSON.stringify(status) : [inWords(status), ...conditionLines(status)].join("\n")),
  );

/** Has `say` tell what the running agent knows, or prints that it does not answer. Resolves to the exit code. */
export async function tellStatus(
  json: boolean,
  print: Print,
  ask: AskStatus,
  say: (status: Status) => void,
): Promise<number> {
  let status: Status;
  try {
    status = await ask();
  } catch (error) {
    print(json ? JSON.stringify({ error: noAgent(error) }) : noAgent(error));
    return 1;
  }
  say(status);
  return 0;
}

/**
 * Drains this node, and waits until it no longer leads and is out of VRRP. Where no peer takes over, it goes on
 * leading, unless forced. Resolves to the exit code.
 */
export async function drain(
  paths: Paths,
  force: boolean,
  print: Print,
  ask: AskStatus = askOwnAgent,
): Promise<number> {
  writeFileSync(paths.drain, force ? drainForced : "");
  const code = await waitFor("drained", effectMs, print, ask);
  if (code !== 0)
    print("it leaves as soon as a peer takes over; `undrain` ends that, `drain --force` leaves now");
  return code;
}

/** What `wait` waits for. */
export const waits = ["drained", "serving"] as const;
export type Wait = (typeof waits)[number];

const serving = ["leading", "standing-by", "holding"];

/** Waits until this node has left the lead, or may lead again. Resolves to the exit code. */
export function waitFor(
  what: Wait,
  deadlineMs: number,
  print: Print,
  ask: AskStatus = askOwnAgent,
): Promise<number> {
  const done = {
    drained: ({ drain: outcome, vrrp }: Status) =>
      outcome !== null && outcome !== "waiting" && vrrp.state !== "MASTER",
    serving: ({ drain: outcome, state }: Status) => outcome === null && serving.includes(state),
  };
  const say = (status: Status) =>
    status.drain === "released" ? "no peer took the virtual IP over" : inWords(status);
  return settle(what, done[what], print, ask, say, deadlineMs);
}

/** Ends a drain, and waits until the agent has noticed. Resolves to the exit code. */
export function undrain(paths: Paths, print: Print, ask: AskStatus = askOwnAgent): Promise<number> {
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
export async function failback(paths: Paths, print: Print, ask: AskStatus = askOwnAgent): Promise<number> {
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
  ask: AskStatus,
  say: (status: Status) => string,
  deadlineMs = effectMs,
): Promise<number> {
  const end = performance.now() + deadlineMs;
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
  print(`${name}: not so within ${deadlineMs / 1000} s; ${seen}`);
  return 1;
}

export const noAgent = (error: unknown): string => `the agent does not answer: ${errorText(error)}`;

/** Asks; rejects in words for people. */
export const askedInWords = (ask: AskStatus): Promise<Status> =>
  ask().catch((error: unknown) => {
    throw new Error(noAgent(error));
  });

function inWords(status: Status): string {
  const { node, role, state, reason, vrrp, recursion, recursionReason } = status;
  const why = reason ? ` (${reason})` : "";
  const because = recursionReason ? ` (${recursionReason})` : "";
  return `${node}: ${role}, ${state}${why}; VRRP ${vrrp.state}, priority ${vrrp.priority}${vrrp.claim ? ` ${vrrp.claim}` : ""}; recursion ${recursion}${because}${secondInWords(status)}${advertsInWords(status)}${dataInWords(status)}`;
}

/** A line each; none if all is well. An agent of an earlier version tells none. */
const conditionLines = ({ conditions = [] }: Pick<Status, "conditions">): string[] =>
  conditions.map(({ severity, text, since, fix }) => {
    const when = new Date(since).toLocaleString("sv");
    return `  ${severity.toUpperCase()} since ${when}: ${text}${fix ? `\n    fix: ${fix}` : ""}`;
  });

/** An agent of an earlier version tells none. */
function secondInWords({ secondAnswer }: Status): string {
  if (!secondAnswer) return "";
  const { given, fit, silent } = secondAnswer;
  return `; second answers: ${silent ? "stopped" : `${given} given${fit ? "" : ", none now"}`}`;
}

function advertsInWords({ adverts }: Status): string {
  const names = adverts?.disbelieved.map(({ name }) => name) ?? [];
  return names.length === 0 ? "" : `; ALERT: VRRP adverts in the name of ${names.join(", ")} are forged`;
}

function dataInWords({ data }: Status): string {
  if (!data) return "";
  const is = data.state
    ? `${data.state.state}${data.state.reason ? ` (${data.state.reason})` : ""}`
    : "unknown";
  return `; data ${is}${data.alert ? `, ALERT: ${data.alert}` : ""}`;
}
