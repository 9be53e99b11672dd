import type { FileNode } from "../components/load-files";
import { overConnection } from "../providers/ssh/connection";
import { agentExec, containers } from "../runtime/contract/names";

export interface AgentCallOptions {
  readonly stdin?: Buffer;
  readonly timeoutMs?: number;
}

/** Runs a command of a node's agent, and resolves to what it prints. Rejects with the agent's own words if it fails. */
export const askNode = (
  { ssh }: FileNode,
  words: readonly string[],
  { stdin, timeoutMs = 30_000 }: AgentCallOptions = {},
): Promise<string> =>
  overConnection(ssh, async (host) => {
    const program = agentExec(containers.agent, stdin ? ["-i"] : []);
    const { code, stdout, stderr } = await host.exec([...program, ...words], { stdin, timeoutMs });
    if (code === 0) return stdout;
    const said = (stdout || stderr).trim().slice(0, 2_000);
    throw new Error(
      /unknown action/.test(said)
        ? `the agent on ${ssh.host} is of an earlier version, which has no command ${words.join(" ")}: run ha-dns up first`
        : said || `the agent on ${ssh.host} ended with ${code}`,
    );
  });
