import { loadFiles } from "../../components/load-files";
import { askNode } from "../ask-node";
import type { CallOf } from "../frame/command-type";
import { leaderOf } from "../leader-of";

/** Prints what the leader says. Resolves to the exit code; rejects if no node leads, or it does not answer. */
export async function runSyncSettings({
  values,
  root,
  print,
}: CallOf<{ readonly json: boolean }>): Promise<number> {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const words = ["sync", "settings", ...(values.json ? ["--json"] : [])];
  print(await askNode(await leaderOf(nodes), words));
  return 0;
}
