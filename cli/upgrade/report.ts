import type { WatchSummary } from "../watch/account";
import { watchText } from "../watch/vip-watch";
import type { NodeStep } from "./node-up";
import { nameOf, type UpgradeRecord } from "./record";

/** What an upgrade would change: this program, images, and each node's resources. Pure. */
export function planText({ from, to, images }: UpgradeRecord, steps: readonly NodeStep[]): string {
  const before = from ? nameOf(from) : "a version that is not known";
  const program = from?.id === to.id ? `${nameOf(to)}, as it was` : `${before} → ${nameOf(to)}`;
  return [
    `this program: ${program}`,
    ...steps.flatMap((step) => nodeLines(step, images[step.node] ?? {})),
    "",
  ].join("\n");
}

function nodeLines(
  { node, changes, images = {} }: NodeStep,
  before: Readonly<Record<string, string>>,
): string[] {
  if (changes.length === 0) return [`${node}: nothing changes`];
  const drains = changes.some((change) => change.endsWith(` ${node}-drain`));
  // The agent does not tell the pod's image.
  const told = Object.entries(images).filter(([part]) => before[part] !== undefined);
  const changed = told.filter(([part, reference]) => before[part] !== reference);
  return [
    `${node}: ${changes.length} changes${drains ? "; it is drained for them" : "; it goes on serving"}`,
    ...changed.map(([part, reference]) => `  ${part}: ${before[part]} → ${reference}`),
  ];
}

/** The result of an upgrade, and the commands for what to do next. Pure. */
export function reportOf(record: UpgradeRecord, watched: WatchSummary | undefined): string {
  return [...endOf(record), ...(watched ? [`at the VIP: ${watchText(watched)}`] : []), ""].join("\n");
}

function endOf(record: UpgradeRecord): string[] {
  const { state, to, done, order, until, trouble = "", isBack } = record;
  const left = order.filter((node) => !done.includes(node));
  const reached = done.length === 0 ? "no node" : done.join(", ");
  switch (state) {
    case "done":
      return [`${order.join(", ")}: at ${nameOf(to)}. The way back: ha-dns upgrade --back`];
    case "waiting":
      return [
        `${reached}: at ${nameOf(to)}. ${left.join(", ")}: as before, until ${until}.`,
        "After that: ha-dns upgrade. Not to wait: ha-dns upgrade --canary 0s. The way back: ha-dns upgrade --back",
      ];
    case "switching":
    case "running":
    case "stopped":
      return [
        `stopped: ${trouble}`,
        `${reached}: at ${nameOf(to)}. ${left.join(", ")}: not finished, or not touched.`,
        `To go on, once it is fixed: ha-dns upgrade${isBack ? " --back" : ""}`,
        ...(isBack ? [] : [`The way back: ${wayBack(record)}`]),
      ];
  }
}

const wayBack = ({ from }: UpgradeRecord): string =>
  from ? "ha-dns upgrade --back" : "ha-dns upgrade --back --to VERSION, with the version that you had before";
