import { readFileSync } from "node:fs";
import path from "node:path";
import type { FileNode } from "../../components/load-files";
import type { UpgradeCall } from "./call";
import { answered, isLeader } from "../../components/peers/ask-agents";
import { isConfirmed } from "../ask-person";
import { UsageError } from "../frame/command-type";
import { askNodes, requireHealthy, type NodeLine } from "../node/cluster-status";
import { updateOrder } from "../up/order";
import { deployedBy } from "./deployed";
import { restoreImages } from "./images";
import { upNode, type NodeStep } from "./node-up";
import type { ProgramOnDisk } from "./program-on-disk";
import { beforeUnfinished, nameOf, undoRecord, writeRecord, type UpgradeRecord } from "./record";
import { planText } from "./report";

/**
 * Puts the version on disk, prints what would change on the nodes, and asks. Resolves to the upgrade if the person agrees.
 * Otherwise puts everything on disk back, and resolves to the exit code.
 */
export async function begin(
  call: UpgradeCall,
  program: ProgramOnDisk,
  nodes: readonly FileNode[],
  last: UpgradeRecord | undefined,
): Promise<UpgradeRecord | number> {
  const { values, root, note } = call;
  const mayAsk = process.stdin.isTTY === true && !values.json;
  if (!values.yes && !values["dry-run"] && !mayAsk)
    throw new UsageError("ha-dns upgrade: there is no terminal to ask in. Expected --yes, or --dry-run");
  note("asking the nodes …");
  const lines = await askNodes(nodes);
  // Going back may be what makes them healthy.
  if (!values.back) requireHealthy(nodes[0]!.plan.cluster.vip, lines, "an upgrade");
  const record = await recordOf(call, program, lines, last);
  const isOther = record.to.id !== record.current.id;
  if (isOther) program.checkReady();
  writeRecord(root, record);
  let isKept = false;
  try {
    if (isOther) {
      note(`this program: ${nameOf(record.current)} → ${nameOf(record.to)} …`);
      program.switchTo(record.to);
    }
    const keys = values.back && last ? restoreImages(root, imagesBefore(last)) : [];
    keys.forEach(({ key, found, before }) => note(`Pulumi.yaml: ${key} ${found} → ${before}`));
    const steps = await preview(record, call, program);
    const isNothing = steps.every(({ changes }) => changes.length === 0);
    const agrees = !values["dry-run"] && (isNothing || (await isAgreedTo(call)));
    // Another version that changes no resource is still written to each stack's outputs.
    if (agrees && (isOther || !isNothing)) {
      const agreed: UpgradeRecord = { ...record, state: "running", undo: undefined };
      writeRecord(root, agreed);
      isKept = true;
      return agreed;
    }
    return values["dry-run"] || isNothing ? 0 : 1;
  } finally {
    if (!isKept) {
      if (isOther) program.switchTo(record.current);
      undoRecord(root, record);
    }
  }
}

const imagesBefore = ({ images }: UpgradeRecord) => Object.values(images)[0] ?? {};

async function preview(
  record: UpgradeRecord,
  { values, root, note, print, signal }: UpgradeCall,
  { folder }: ProgramOnDisk,
): Promise<readonly NodeStep[]> {
  const steps: NodeStep[] = [];
  for (const node of record.order) {
    note(`${node}: previewing …`);
    steps.push(await upNode(node, "--preview", { folder, root, note: () => undefined }));
    signal.throwIfAborted();
  }
  if (!values.json) print(planText(record, steps));
  else if (values["dry-run"]) print(`${JSON.stringify({ ...record, undo: undefined, steps }, null, 2)}\n`);
  return steps;
}

const isAgreedTo = ({ values, signal }: UpgradeCall): Promise<boolean> =>
  values.yes
    ? Promise.resolve(true)
    : isConfirmed("Upgrade the nodes now?", { without: "give --yes", signal });

async function recordOf(
  { values, root }: UpgradeCall,
  program: ProgramOnDisk,
  lines: readonly NodeLine[],
  last: UpgradeRecord | undefined,
): Promise<UpgradeRecord> {
  const current = program.current();
  const named = values.to === undefined ? undefined : program.find(values.to);
  const known = lines.map(({ name, answer }) => ({ name, deployed: true, leads: isLeader(answer) }));
  const running = lines.flatMap(({ name, answer }) =>
    answered(answer) ? [[name, answer.images] as const] : [],
  );
  const base = {
    format: 1,
    state: "switching",
    startedAt: new Date().toISOString(),
    current,
    order: updateOrder(known).map(({ name }) => name),
    done: [] as string[],
    undo: { project: readFileSync(path.join(root, "Pulumi.yaml"), "utf8"), record: last },
  } as const;
  const images = Object.fromEntries(running);
  if (values.back) {
    const to = named ?? last?.from;
    if (to) return { ...base, isBack: true, from: last?.to ?? current, to, images };
    throw new UsageError(
      "ha-dns upgrade --back: the version that the nodes had before is not known. " +
        "Name it: ha-dns upgrade --back --to VERSION",
    );
  }
  const to = named ?? current;
  const before = beforeUnfinished(last);
  if (before) return { ...base, isBack: false, to, ...before };
  const deployed = await deployedBy(root, lines[0]!.name, current);
  return { ...base, isBack: false, from: deployed ?? (named ? current : undefined), to, images };
}
