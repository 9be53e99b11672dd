import { loadFiles } from "../../components/load-files";
import { begin } from "./begin";
import type { UpgradeCall } from "./call";
import { durationMs } from "./durations";
import { programOf } from "./program";
import type { ProgramOnDisk } from "./program-on-disk";
import { isAgreed, isUnfinished, nameOf, readRecord, undoRecord, type UpgradeRecord } from "./record";
import { reportOf } from "./report";
import { roll } from "./roll";

const hour = 3_600_000;

/** Resolves to the exit code: 1 if it stopped, or the person did not agree. Continues an upgrade that was interrupted. */
export async function runUpgrade(call: UpgradeCall): Promise<number> {
  const { values, root, print, note } = call;
  const soakMs = durationMs("soak", values.soak ?? "60s", hour);
  const canaryMs =
    values.canary === undefined ? undefined : durationMs("canary", values.canary, 14 * 24 * hour);
  const program = programOf(root);
  let last = readRecord(root);
  if (last && !isAgreed(last)) {
    note("undoing an upgrade that nobody has agreed to …");
    program.switchTo(last.current);
    last = undoRecord(root, last);
  }
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  let record = last && goesOn(last, call, program) ? last : undefined;
  if (record) note(`going on with the upgrade to ${nameOf(record.to)} that began at ${record.startedAt}`);
  else {
    const begun = await begin(call, program, nodes, last);
    if (typeof begun === "number") return begun;
    record = begun;
  }
  const rolled = await roll(record, { call, program, nodes, soakMs, canaryMs });
  const { watched } = rolled;
  print(
    values.json
      ? `${JSON.stringify({ ...rolled.record, watched }, null, 2)}\n`
      : reportOf(rolled.record, watched),
  );
  return rolled.record.state === "stopped" ? 1 : 0;
}

/** Whether the call continues the last upgrade instead of starting another one. */
function goesOn(last: UpgradeRecord, { values }: UpgradeCall, program: ProgramOnDisk): boolean {
  if (!isUnfinished(last) || values["dry-run"]) return false;
  if (values.back) return last.isBack;
  return values.to === undefined || program.find(values.to).id === last.to.id;
}
