import { dataFiles } from "../../runtime/contract/files";
import type { SshHost } from "../ssh/connection";

/**
 * Waits until the data has left a node that a person has drained or takes away, as its keeper sees to by itself.
 * Resolves to why it has not; "" if it has, and if the host has no data keeper.
 */
export async function awaitData(host: SshHost, seconds = 120): Promise<string> {
  if ((await host.exec(["test", "-e", dataFiles.config, "-a", "-x", dataFiles.command])).code !== 0)
    return "";
  const command = [dataFiles.command, "data", "wait", "released", "--seconds", String(seconds)];
  const { code, stdout, stderr } = await host.exec(command, { timeoutMs: (seconds + 30) * 1000 });
  return code === 0 ? "" : (stdout.trim() || stderr.trim()).slice(-500) || `exit code ${code}`;
}
