import { loadFiles } from "../../components/load-files";
import { agentCommand } from "../../providers/agent-command";
import { overConnection } from "../../providers/ssh/connection";
import { containers } from "../../runtime/contract/names";
import type { CallOf } from "../frame/command-type";
import { chosenNodes } from "../frame/chosen-nodes";

/** Runs commands of a node's own ha-dns, one after the other, until one fails. Resolves to the exit code. */
export async function onNode(
  { args, root, print, note }: Pick<CallOf<unknown>, "args" | "root" | "print" | "note">,
  commands: readonly (readonly string[])[],
): Promise<number> {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const { plan, ssh } = chosenNodes(nodes, args)[0]!;
  return overConnection(
    ssh,
    async (host) => {
      for (const command of commands) {
        const { code, stdout, stderr } = await agentCommand(host, containers.agent, command, 90_000);
        for (const line of stdout.split("\n").filter(Boolean)) print(`${plan.node.name}: ${line}\n`);
        if (code === 0) continue;
        note(`${plan.node.name}: ha-dns ${command.join(" ")} ended with ${code}. ${stderr.trim()}`.trim());
        return 1;
      }
      return 0;
    },
    8_000,
  );
}
