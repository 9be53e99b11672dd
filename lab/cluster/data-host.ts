import { type DataState, dataStateSchema } from "../../runtime/contract/data-state";
import { dataFiles, files } from "../../runtime/contract/files";
import { agentExec } from "../../runtime/contract/names";
import { monotonicMs } from "../clock";
import type { DrillNode } from "./cluster";
import { inNode, tryInNode } from "./node";
import type { States } from "./data-health";
import type { Sample } from "../checks/data-history";

/** Older than this, nobody keeps the data there. */
const staleMs = 5_000;

/** What a node's data keeper says of itself; null if it says nothing, or nothing fresh. */
export async function stateOf(node: DrillNode): Promise<DataState | null> {
  const { code, stdout } = await tryInNode(node, "cat", files.dataState);
  if (code !== 0) return null;
  const state = dataStateSchema.parse(JSON.parse(stdout));
  return Date.now() - state.at > staleMs ? null : state;
}

/** What the data keepers of these nodes say; null for a node that cannot be asked. */
export async function statesOfNodes(nodes: readonly DrillNode[]): Promise<States> {
  const states = await Promise.all(nodes.map((node) => stateOf(node).catch(() => null)));
  return Object.fromEntries(nodes.map(({ name }, i) => [name, states[i]!]));
}

/** What a holder's keeper says of replication to another node; undefined if it says nothing of it. */
export const followingOf = async (
  holder: DrillNode,
  follower: DrillNode,
): Promise<DataState["replication"][number] | undefined> =>
  (await stateOf(holder))?.replication.find(({ peer }) => peer === follower.name);

/** A run of replication, as a person starts one. Its exit code says whether all peers follow. */
export const replicate = (node: DrillNode) => tryInNode(node, dataFiles.node, dataFiles.program, "replicate");

export const drain = async (node: DrillNode): Promise<void> =>
  void (await inNode(node, ...agentExec(), "drain"));
export const undrain = async (node: DrillNode): Promise<void> =>
  void (await inNode(node, ...agentExec(), "undrain"));

/** Names of what the drill itself makes in a pool begin so. */
export const ownDataset = "ha-dns-drill";

/** What a node's pool holds; undefined if it does not say. */
export async function sample(node: DrillNode, pool: string): Promise<Sample | undefined> {
  const at = monotonicMs();
  const get = ["zfs", "get", "-Hpr", "-o", "name,property,value", "guid,createtxg", pool];
  const { code, stdout } = await tryInNode(node, ...get);
  return code === 0 ? parseSample(at, node.name, stdout) : undefined;
}

/** Reads `zfs get -o name,property,value guid,createtxg`, without what the drill itself has made. */
export function parseSample(at: number, node: string, text: string): Sample {
  const found = new Map<string, Record<string, string>>();
  for (const line of text.split("\n").filter(Boolean)) {
    const [name = "", property = "", value = ""] = line.split("\t");
    if (!name.split("/")[1]?.startsWith(ownDataset))
      found.set(name, { ...found.get(name), [property]: value });
  }
  const things = [...found].map(([full, { guid = "", createtxg = "0" }]) => {
    const [dataset = "", snapshot] = full.split("@");
    return { dataset, snapshot, guid, made: Number(createtxg) };
  });
  const snapshots = things.filter((one) => one.snapshot !== undefined).sort((a, b) => a.made - b.made);
  return {
    at,
    node,
    datasets: things
      .filter((one) => one.snapshot === undefined)
      .map(({ dataset, guid }) => ({
        name: dataset,
        guid,
        snapshots: snapshots
          .filter((one) => one.dataset === dataset)
          .map((one) => ({ name: one.snapshot!, guid: one.guid })),
      })),
  };
}
