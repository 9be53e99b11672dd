import { existsSync } from "node:fs";
import path from "node:path";
import { deployAll } from "../../lab/deploy/deploy";
import { pulumi } from "../../lab/deploy/pulumi";
import { drill } from "../../lab/drill/cli";
import { labCluster } from "../../lab/drill/cluster";
import { faults } from "../../lab/drill/faults";
import type { DrillReport } from "../../lab/drill/report";
import { Progress } from "../../lab/progress";
import { labSettings, type LabNode, type LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { raiseLab } from "../../lab/start";
import { inClient } from "../../lab/world/client";
import { down } from "../../lab/world/down";
import { inNode } from "../../lab/world/node";

export const root = path.join(__dirname, "../..");
const progress = new Progress();
const wasUp = existsSync(path.join(root, ".lab", "subnet"));
let deployed: Promise<LabSettings> | undefined;

/** The lab with both stacks deployed as committed; made by whichever test comes first, shared by all. */
export const deployedLab = (): Promise<LabSettings> =>
  (deployed ??= raiseLab(root, progress).then(async ({ settings, world }) => {
    await deployAll(settings, world.fresh, progress);
    return settings;
  }));

// Registered once, for the whole run: a lab that was up stays up, one that was made here goes.
after(async function () {
  this.timeout(120_000);
  if (!wasUp && deployed)
    await down(labSettings(root), { progress, keep: ["env", "pulumi", "plugins", "evidence"] });
});

/** Runs a command in a node; throws where it fails. */
export async function mustInNode(node: LabNode, ...command: readonly string[]): Promise<string> {
  const result = await inNode(node, command);
  if (result.code !== 0) throw new Error(`${node.name}: ${command.join(" ")}: ${result.stderr.trim()}`);
  return result.stdout;
}

/** The A record that a server gives to a client of the LAN; an empty text where it gives none. */
export const answerOf = async (server: string, name: string): Promise<string> =>
  (await inClient(["dig", "+short", "+time=2", "+tries=1", `@${server}`, name, "A"])).stdout.trim();

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

/** One run of a fault, judged by the drill. */
export function drillOnce(name: string, qps = 500): Promise<DrillReport> {
  const fault = faults.find((candidate) => candidate.name === name);
  if (!fault) throw new Error(`there is no fault ${name}`);
  return drill(labCluster(root), { fault, runs: 1, qps, json: false }, () => undefined);
}

/** Waits until every node's agent says that it is ready. */
export const allReady = (settings: LabSettings): Promise<true> =>
  until("all nodes are ready", 60_000, async () => {
    const states = await Promise.all(
      settings.nodes.map((node) =>
        inNode(node, ["docker", "exec", "ha-dns-agent", "node", "/opt/ha-dns/agent.js", "check"]),
      ),
    );
    return states.every(({ code }) => code === 0) || undefined;
  });
