import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { imageNames, imageSources } from "../../components/images/image-names";
import { loadFiles, type FileNode } from "../../components/load-files";
import { askAgentBySsh, isLeader } from "../../components/peers/ask-agents";
import { UsageError, type CallOf } from "../frame/command-type";
import { chosenNodes } from "../frame/chosen-nodes";
import { UpdateChanges } from "../pulumi/update-progress";
import { pulumiWords } from "../pulumi/pulumi-words";
import { deployedStacks, workspaceOf } from "../pulumi/workspace";
import { updateOrder, type Updated } from "./order";

type UpCall = CallOf<{ readonly yes: boolean; readonly preview: boolean; readonly json: boolean }>;

/** What became of a node. */
interface Step {
  readonly node: string;
  readonly changes: readonly string[];
  readonly result: "unchanged" | "previewed" | "updated" | "failed" | "not reached";
  readonly seconds: number;
  /** The images that the node has then, by their part. */
  readonly images?: Readonly<Record<string, string>>;
}

/** Resolves to the exit code. */
export async function runUp(call: UpCall): Promise<number> {
  const { values, args, root, print, note } = call;
  const { nodes: all } = loadFiles(root, process.env.HA_DNS_SITE);
  const chosen = chosenNodes(all, args);
  const mayAsk = process.stdin.isTTY === true && process.stdout.isTTY === true && !values.json;
  if (!values.yes && !values.preview && !mayAsk)
    throw new UsageError(
      "ha-dns up: there is no terminal to ask in. Expected --yes, or --preview to change nothing.",
    );
  const workspace = await workspaceOf(root);
  const order = updateOrder(await withRoles(chosen, all, workspace)).map(({ name }) => name);
  note(`order: ${order.join(", ")}`);
  const imagesOf = (node: string): Step["images"] => {
    const { plan } = chosen.find((each) => each.plan.node.name === node)!;
    return imageNames(imageSources(plan, root));
  };
  const steps: Step[] = [];
  for (const [at, name] of order.entries()) {
    const step = await updateNode(name, workspace, call);
    steps.push(values.json ? { ...step, images: imagesOf(name) } : step);
    if (step.result !== "failed" && step.result !== "not reached") continue;
    steps.push(...order.slice(at + 1).map((node) => notReached(node)));
    break;
  }
  print(values.json ? `${JSON.stringify(steps, null, 2)}\n` : text(steps));
  return steps.every(({ result }) => result !== "failed" && result !== "not reached") ? 0 : 1;
}

async function withRoles(
  chosen: readonly FileNode[],
  all: readonly FileNode[],
  workspace: LocalWorkspace,
): Promise<readonly Updated[]> {
  const deployed = await deployedStacks(workspace);
  const founder = all[0]!.plan.node.name;
  if (!deployed.includes(founder) && !chosen.some(({ plan }) => plan.node.name === founder))
    throw new Error(
      `${founder} is the first of nodes, and is not deployed; expected it first: ha-dns up ${founder}`,
    );
  // One node alone has no order.
  const asks = chosen.length > 1;
  return Promise.all(
    chosen.map(async ({ plan, ssh }) => {
      const { name } = plan.node;
      const isDeployed = deployed.includes(name);
      const { own } = isDeployed && asks ? await askAgentBySsh(ssh) : { own: { trouble: "" } };
      return { name, deployed: isDeployed, leads: isLeader(own) };
    }),
  );
}

async function updateNode(
  name: string,
  workspace: LocalWorkspace,
  { values, note, signal }: UpCall,
): Promise<Step> {
  const started = performance.now();
  const done = (result: Step["result"], changes: readonly string[]): Step => ({
    node: name,
    changes,
    result,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  });
  const changes = new UpdateChanges((what) => note(`${name}: ${what}`));
  const planned = new UpdateChanges();
  try {
    const stack = await Stack.select(name, workspace);
    // Whoever has said yes beforehand need not wait for a preview.
    if (!values.yes) {
      note(`${name}: previewing …`);
      await stack.preview({ onEvent: planned.onEvent });
      if (values.preview) return done("previewed", planned.all);
      if (planned.all.length === 0) return done("unchanged", []);
      if (!(await agrees(name, planned.all))) return done("not reached", planned.all);
    }
    if (signal.aborted) return done("not reached", []);
    note(`${name}: updating …`);
    await stack.up({ onEvent: changes.onEvent, color: "never" });
    return done(changes.all.length === 0 ? "unchanged" : "updated", changes.all);
  } catch (error) {
    const complaint = changes.complaint || planned.complaint || pulumiWords(error);
    note(`${name}: failed\n${complaint}`);
    return done("failed", changes.all);
  }
}

async function agrees(name: string, changes: readonly string[]): Promise<boolean> {
  const { confirm, isCancel, log } = await import("@clack/prompts");
  log.message(`${name}:\n${changes.map((change) => `  ${change}`).join("\n")}`);
  const answer = await confirm({ message: `Update ${name}?` });
  return !isCancel(answer) && answer;
}

const notReached = (node: string): Step => ({ node, changes: [], result: "not reached", seconds: 0 });

function text(steps: readonly Step[]): string {
  const lines = steps.map(
    ({ node, changes, result, seconds }) =>
      `${node}: ${result}${changes.length > 0 ? `, ${changes.length} changes` : ""}${seconds > 0 ? `, ${seconds} s` : ""}`,
  );
  const failed = steps.find(({ result }) => result === "failed");
  const way = failed
    ? [`Nothing after ${failed.node} was touched. Fix the cause and run ha-dns up again: it goes on.`]
    : [];
  return `${[...lines, ...way].join("\n")}\n`;
}
