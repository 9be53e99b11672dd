import { drainText } from "../../contract/drain-cause";
import type { AgentConfig } from "../../contract/agent-config";
import { DnsClient } from "../probe/dns-client";
import type { Paths } from "../agent-paths";
import { askOwnAgent, type AskStatus } from "./control";
import { readRole } from "../role";
import { SharedFiles } from "../shared-files";
import type { Status } from "../snapshot";

export interface CheckResult {
  readonly check: "own-name" | "recursion" | "clock" | "role" | "vrrp" | "adverts" | "blocking" | "sync";
  readonly ok: boolean;
  readonly detail: string;
}

const setTheClock = "set it on the host: timedatectl set-ntp true, and see `timedatectl timesync-status`";

interface CheckOptions {
  readonly json: boolean;
  readonly waitSeconds: number;
}

/** Asks this node as a client would; repeats failing rounds for `waitSeconds`. Resolves to the exit code. */
export async function check(
  config: AgentConfig,
  paths: Paths,
  { json, waitSeconds }: CheckOptions,
  print: (text: string) => void,
  port = 53,
  askStatus: AskStatus = askOwnAgent,
): Promise<number> {
  const end = performance.now() + waitSeconds * 1000;
  let results = await checkOnce(config, paths, port, askStatus);
  while (!results.every(({ ok }) => ok) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    results = await checkOnce(config, paths, port, askStatus);
  }
  if (json) print(JSON.stringify(results));
  else for (const { check: name, ok, detail } of results) print(`${ok ? "ok  " : "FAIL"} ${name}: ${detail}`);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

async function checkOnce(
  config: AgentConfig,
  paths: Paths,
  port: number,
  askStatus: AskStatus,
): Promise<CheckResult[]> {
  const client = new DnsClient(config.podAddress, port);
  try {
    const own = ask(client, "own-name", config.ownName, 1_000);
    // One provider's bad name must not hold a deployment up: any of the names will do.
    const recursion = await firstGood(
      config.recursionNames.map(
        (name) => () => ask(client, "recursion", name, config.probe.recursionDeadlineMs),
      ),
    );
    const { role, known } = readRole(paths.role);
    const detail = known ? role : `${paths.role} is absent, stale or odd: the agent does not run`;
    // Whether the agent lives, the role tells.
    const status = await askStatus().catch(() => undefined);
    const part = vrrp(new SharedFiles(paths), status);
    return [
      await own,
      recursion,
      clock(status),
      { check: "role", ok: known, detail },
      part,
      ...adverts(status),
      ...blocking(status),
      ...sync(status),
    ];
  } finally {
    client.close();
  }
}

/** Signatures hold by this host's clock. If they do not, recursion fails for that, and not for the provider. */
function clock(status: Status | undefined): CheckResult {
  if (!status) return { check: "clock", ok: true, detail: "not known" };
  const { now, right, trouble } = status.clock;
  if (trouble) return { check: "clock", ok: false, detail: `${trouble}; ${setTheClock}` };
  return { check: "clock", ok: true, detail: right ? now : "not known to be wrong" };
}

/** keepalived takes part in the cluster; a node that is drained or waits is out of it on purpose. */
function vrrp(shared: SharedFiles, status: Status | undefined): CheckResult {
  const state = shared.vrrpState();
  if (state === "MASTER" || state === "BACKUP") return { check: "vrrp", ok: true, detail: state };
  const wish = shared.drainWish();
  if (wish)
    return { check: "vrrp", ok: true, detail: `${state}: the node is drained by ${drainText(wish.by)}` };
  if (status?.state === "holding") return { check: "vrrp", ok: true, detail: `${state}: ${status.reason}` };
  return { check: "vrrp", ok: false, detail: `keepalived's state is ${state}; its log tells why` };
}

/** Nobody sends VRRP adverts in a peer's name. The node answers nevertheless: they are dropped. */
function adverts(status: Status | undefined): CheckResult[] {
  if (!status?.adverts) return [];
  const { disbelieved, trouble } = status.adverts;
  const found = disbelieved.map(
    ({ name, reason, sinceSeconds }) =>
      `for ${Math.round(sinceSeconds)} s adverts in ${name}'s name have not been believed: ${reason}`,
  );
  if (found.length === 0) return [{ check: "adverts", ok: true, detail: "believed" }];
  const fix = "find the device of this LAN that sends them (docs/vrrp.md)";
  return [{ check: "adverts", ok: false, detail: [...found, trouble, fix].filter(Boolean).join("; ") }];
}

/** Pi-hole blocks what its lists say, as the agent has seen; without an agent nobody knows. */
function blocking(status: Status | undefined): CheckResult[] {
  if (!status?.blocking) return [];
  const { state, reason, domains, healing } = status.blocking;
  // Lists that cannot be downloaded are no fault of the node's.
  const ok = state !== "fails";
  const words = ok && state !== "empty" ? state : "blocks nothing";
  const more = [domains === null ? "" : `${domains} domains`, healing ? `healing: ${healing}` : ""];
  return [{ check: "blocking", ok, detail: [words, reason, ...more].filter(Boolean).join(", ") }];
}

/** What sync needs a person for, such as a setting that was taken back. The node answers all the same, so it passes. */
function sync(status: Status | undefined): CheckResult[] {
  if (!status?.sync) return [];
  const { error, behind, aside, follows } = status.sync;
  const left = aside.here + aside.leader;
  const found = [error, behind, left > 0 ? `${left} rows are set aside: see \`ha-dns sync\`` : ""];
  const nothing = follows === null ? "nothing to report" : `equal to ${follows}`;
  return [{ check: "sync", ok: true, detail: found.filter(Boolean).join("; ") || nothing }];
}

async function ask(
  client: DnsClient,
  name: CheckResult["check"],
  question: string,
  deadlineMs: number,
): Promise<CheckResult> {
  const { kind, detail, latencyMs } = await client.ask(question, deadlineMs);
  return {
    check: name,
    ok: kind === "ok",
    detail: `${question}: ${kind}, ${detail}, ${latencyMs.toFixed(1)} ms`,
  };
}

async function firstGood(asks: readonly (() => Promise<CheckResult>)[]): Promise<CheckResult> {
  const bad: string[] = [];
  for (const attempt of asks) {
    const result = await attempt();
    if (result.ok) return result;
    bad.push(result.detail);
  }
  return { check: "recursion", ok: false, detail: bad.join("; ") };
}
