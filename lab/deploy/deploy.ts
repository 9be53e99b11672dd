import type { Progress } from "../progress";
import type { LabSettings } from "../settings";
import { changed, ensureStack, up, type Update } from "./pulumi";

export interface Deployment {
  readonly node: string;
  readonly update: Update;
}

/**
 * Brings every node's stack up, the founder's first, with the real Pulumi engine. A node that was made anew (`fresh`)
 * has lost what its stack's state tells of, and is looked at first. Throws if one fails.
 */
export async function deployAll(
  settings: LabSettings,
  fresh: readonly string[],
  progress: Progress,
): Promise<Deployment[]> {
  const deployments: Deployment[] = [];
  for (const { name } of settings.nodes) {
    await ensureStack(settings, name);
    const update = await progress.step(`pulumi up -s ${name}`, () =>
      up(settings, name, fresh.includes(name) ? ["--refresh"] : []),
    );
    progress.note(`  ${describe(update)}`);
    deployments.push({ node: name, update });
  }
  return deployments;
}

export const describe = (update: Update): string =>
  changed(update.changes) === 0
    ? `0 changes, ${update.changes.same ?? 0} resources as they were`
    : Object.entries(update.changes)
        .map(([operation, count]) => `${count} ${operation}`)
        .join(", ");
