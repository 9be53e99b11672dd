import { agentFolder } from "../../components/render/node-paths";
import type { LabNode } from "../../lab/settings";
import type { Status } from "../../runtime/agent/snapshot";
import type { KeptState } from "../../runtime/agent/sync/apply/kept-states";
import { agentExec, containers } from "../../runtime/contract/names";
import { mustInNode } from "./support";

/** What a node's agent says of its sync. Throws if it does not answer. */
export async function syncOf(node: LabNode): Promise<NonNullable<Status["sync"]>> {
  const status = JSON.parse(await mustInNode(node, ...agentExec(), "status", "--json")) as Status;
  if (!status.sync) throw new Error(`${node.name}'s agent says nothing of sync`);
  return status.sync;
}

/** Names of the states that a node has kept, the newest first. */
export async function keptNames(node: LabNode): Promise<string[]> {
  const listed = await mustInNode(node, "sh", "-c", `ls -r ${agentFolder}/states 2>/dev/null || true`);
  return listed.split("\n").flatMap((file) => {
    const name = /^(.+)\.json(\.gz)?$/.exec(file)?.[1];
    return name === undefined ? [] : [name];
  });
}

export const keptState = async (node: LabNode, name: string): Promise<KeptState> =>
  JSON.parse(await mustInNode(node, "zcat", `${agentFolder}/states/${name}.json.gz`)) as KeptState;

/** A line of an agent's log. */
export type Logged = Readonly<Record<string, unknown>> & { readonly event: string };

/** An agent's log since a time (Unix, in ms), those lines that tell of one of these events. */
export async function logged(node: LabNode, sinceMs: number, ...events: string[]): Promise<Logged[]> {
  const since = new Date(sinceMs).toISOString();
  const text = await mustInNode(node, "docker", "logs", "--since", since, containers.agent);
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines
    .map((line) => JSON.parse(line) as Logged)
    .filter(({ event }) => events.length === 0 || events.includes(event));
}
