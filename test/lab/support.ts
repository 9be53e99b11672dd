import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { deployAll } from "../../lab/deploy/deploy";
import { changed, pulumi, up } from "../../lab/deploy/pulumi";
import { drill } from "../../lab/scenarios/repeat-fault";
import { labCluster } from "../../lab/cluster/cluster";
import type { Fault } from "../../lab/faults/fault";
import { Progress } from "../../lab/progress";
import { stackFile } from "../../components/config/raw";
import { labSettings, type LabNode, type LabSettings } from "../../lab/settings";
import { docker, must, until } from "../../lab/shell";
import { raiseLab, type Lab } from "../../lab/start";
import { inClient } from "../../lab/cluster/client-machine";
import { down } from "../../lab/cluster/down";
import { inMachine } from "../../lab/cluster/machine";
import { agentExec } from "../../runtime/contract/names";
import { publish } from "../../lab/cluster/registry";

export const root = path.join(__dirname, "../..");
const progress = new Progress();
const wasUp = existsSync(path.join(root, ".lab", "subnet"));
let deployed: Promise<Lab> | undefined;

const lab = (): Promise<Lab> =>
  (deployed ??= raiseLab(root, progress).then(async (raised) => {
    await deployAll(raised.settings, raised.world.fresh, progress);
    return raised;
  }));

/** The lab with both stacks deployed as committed; made by whichever test comes first, shared by all. */
export const deployedLab = async (): Promise<LabSettings> => (await lab()).settings;

/** An image that differs from one of the program's in its id alone, in the lab's registry; gives its reference. */
export async function imageVariant(settings: LabSettings, which: "runtime" | "pihole"): Promise<string> {
  const local = (await lab()).images.local[which];
  const variant = `ha-dns-lab/variant-of-${which}:1`;
  const dockerfile = `FROM ${local}\nLABEL variant=1\n`;
  await must("docker", ["build", "--quiet", "--tag", variant, "-"], { stdin: dockerfile });
  await publish(settings, variant, `ha-dns/${which}:variant`, progress);
  await docker(["rmi", "--no-prune", variant]);
  return `${settings.registry}:5000/ha-dns/${which}:variant`;
}

/** An image of this machine in the lab's registry; gives the reference by which nodes pull it. */
export async function published(settings: LabSettings, local: string, name: string): Promise<string> {
  const as = `${name}:${local.split(":").pop()}`;
  await publish(settings, local, as, progress);
  return `${settings.registry}:5000/${as}`;
}

/** Does `work`, and puts a file back as it was. */
async function restoring(file: string, work: (before: string) => Promise<void>): Promise<void> {
  const before = readFileSync(file, "utf8");
  try {
    await work(before);
  } finally {
    writeFileSync(file, before);
  }
}

/** Does `work`, which may change a stack's config, and puts the stack's file back. */
export const withStackFile = (stack: string, work: () => Promise<void>): Promise<void> =>
  restoring(stackFile(root, stack), work);

/** Does `work` with some keys of the site file changed, and puts the file back. */
export const withSite = (
  { folder }: LabSettings,
  changes: Readonly<Record<string, unknown>>,
  work: () => Promise<void>,
): Promise<void> => {
  const file = path.join(folder, "site.yaml");
  return restoring(file, async (before) => {
    const site = parse(before) as { config: Record<string, unknown> };
    writeFileSync(file, stringify({ ...site, config: { ...site.config, ...changes } }));
    await work();
  });
};

/** Does `work` with some keys of a stack set as a person would, and puts the stack's file back. */
export const configured = (
  settings: LabSettings,
  { name }: LabNode,
  values: Readonly<Record<string, string>>,
  work: () => Promise<void>,
  ...options: readonly string[]
): Promise<void> =>
  withStackFile(name, async () => {
    for (const [key, value] of Object.entries(values))
      await pulumi(settings, ["config", "set", key, value, "-s", name, ...options]);
    await work();
  });

// Registered once, for the whole run: a lab that was up stays up, one that was made here goes.
after(async function () {
  this.timeout(120_000);
  if (!wasUp && deployed)
    await down(labSettings(root), { progress, keep: ["env", "pulumi", "plugins", "evidence"] });
});

/** Runs a command in a node; throws if it fails. */
export async function mustInNode(node: LabNode, ...command: readonly string[]): Promise<string> {
  const result = await inMachine(node, command);
  if (result.code !== 0) throw new Error(`${node.name}: ${command.join(" ")}: ${result.stderr.trim()}`);
  return result.stdout;
}

/** The A record that a server gives to a client of the LAN; an empty text where it gives none. */
export const answerOf = async (server: string, name: string): Promise<string> =>
  (await inClient(["dig", "+short", "+time=2", "+tries=1", `@${server}`, name, "A"])).stdout
    .replace(/^;.*$/gm, "") // What dig says of a server that is silent.
    .trim();

/** Number of resources by operation that a preview shows; `refresh` looks at the host first. */
export async function preview(settings: LabSettings, node: LabNode, refresh = false): Promise<Changes> {
  const args = ["preview", "--json", "-s", node.name, ...(refresh ? ["--refresh"] : [])];
  const result = await pulumi(settings, args);
  const report = JSON.parse(result.stdout) as {
    changeSummary: Record<string, number>;
    steps: readonly { op: string; urn: string }[];
  };
  const changed = report.steps
    .filter(({ op }) => !["same", "refresh", "read"].includes(op))
    .map(({ op, urn }) => `${op} ${urn.split("::").pop()}`);
  return { changed: changed.sort(), same: report.changeSummary.same ?? 0 };
}

export interface Changes {
  /** `operation name` of each resource that would change. */
  readonly changed: readonly string[];
  readonly same: number;
}

/** What the agent of a node says of it. Throws if it does not answer. */
export const agentStatus = async (node: LabNode) =>
  JSON.parse(await mustInNode(node, ...agentExec(), "status", "--json")) as {
    readonly state: string;
    readonly drainedBy: string | null;
    readonly recursion: string;
  };

/** Waits until a node leads. */
export const awaitLeader = (node: LabNode): Promise<true> =>
  until(`${node.name} leads`, 60_000, async () => (await agentStatus(node)).state === "leading" || undefined);

/** The deployed lab at rest: every node ready, the first one leading. */
export async function settledLab() {
  const lab = await deployedLab();
  const [leader, follower] = lab.nodes as [LabNode, LabNode];
  await allReady(lab);
  await awaitLeader(leader);
  return { lab, leader, follower };
}

/** Asserts that one more `up` of each node changes nothing. */
export async function nothingToDo(settings: LabSettings): Promise<void> {
  for (const { name } of settings.nodes) assert.equal(changed((await up(settings, name)).changes), 0, name);
}

/**
 * Asserts that one run of a fault ends as the fault says. Bounds are its own; how fast it truly is, the drill measures
 * over many runs.
 */
export async function endsAsItShould(fault: Fault): Promise<void> {
  const qps = fault.name === "planned" ? 1_000 : 500;
  const report = await drill(labCluster(root), { fault, runs: 1, qps }, () => undefined);
  assert.equal(report.stopped, null);
  assert.deepEqual(
    report.runs.flatMap((run) => run.complaints),
    [],
  );
  assert.equal(report.runs.length, 1);
}

/** Waits until every node's agent says that it is ready. */
export const allReady = (settings: LabSettings): Promise<true> =>
  until("all nodes are ready", 60_000, async () => {
    const states = await Promise.all(
      settings.nodes.map((node) => inMachine(node, [...agentExec(), "check"])),
    );
    return states.every(({ code }) => code === 0) || undefined;
  });
