import type { Progress } from "../progress";
import { names, type LabSettings } from "../settings";
import { findAll, judge, labIdentity, remove, type Found } from "../cluster/identity";
import { resourceCount } from "./pulumi";

/** A machine of the lab that plays a node which the config has no more. */
interface Stray {
  readonly node: string;
  readonly parts: readonly Found[];
}

/**
 * Removes the machines of nodes that have left the config. One whose stack still has resources stays, and how to let
 * it go is said: its engine is needed for that.
 */
export async function retire(settings: LabSettings, progress: Progress): Promise<void> {
  const identity = await labIdentity(settings.folder);
  const ours = (await findAll()).filter((found) => judge(found, identity) === "ours");
  for (const { node, parts } of strays(settings, ours)) {
    const count = await resourceCount(settings, node);
    if (count > 0)
      progress.note(
        `${node} is no node of the config any more; its machine stays while its stack has ${count} resources: ` +
          `npx pulumi destroy -s ${node}, then npm run lab`,
      );
    else
      await progress.step(`remove ${node}, which is no node of the config any more`, async () => {
        for (const part of parts) await remove(part);
      });
  }
}

/** Pure part of `retire`: containers of the lab that are none of its machines now, with their volumes. */
export function strays(settings: LabSettings, ours: readonly Found[]): Stray[] {
  const wanted: readonly string[] = [
    names.router,
    names.internet,
    names.registry,
    names.client,
    ...settings.nodes.map(({ container }) => container),
  ];
  return ours
    .filter(({ kind, name }) => kind === "container" && !wanted.includes(name))
    .map((machine) => ({
      node: machine.name.slice(names.prefix.length),
      parts: [
        machine,
        ...ours.filter(({ kind, name }) => kind === "volume" && name.startsWith(`${machine.name}-`)),
      ],
    }));
}
