import { loadFiles } from "../../components/load-files";
import { agentCommand } from "../../providers/agent-command";
import { overConnection } from "../../providers/ssh/connection";
import { containers } from "../../runtime/contract/names";
import type { CallOf } from "../frame/command";
import { leaderOf } from "../leader";

/** Prints what the leader says. Resolves to the exit code; rejects if no node leads, or it does not answer. */
export async function runSyncSettings({
  values,
  root,
  print,
}: CallOf<{ readonly json: boolean }>): Promise<number> {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const { ssh } = await leaderOf(nodes);
  const words = ["sync", "settings", ...(values.json ? ["--json"] : [])];
  const { code, stdout, stderr } = await overConnection(ssh, (host) =>
    agentCommand(host, containers.agent, words),
  );
  if (code !== 0) throw new Error((stdout || stderr).trim());
  print(stdout);
  return 0;
}
