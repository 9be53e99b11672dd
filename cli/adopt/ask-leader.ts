import { gzipSync } from "node:zlib";
import type { FileNode } from "../../components/load-files";
import { overConnection } from "../../providers/ssh/connection";
import {
  adoptionSchema,
  longestFound,
  type Adoption,
  type FoundContent,
} from "../../runtime/contract/adoption";
import { errorText } from "../../runtime/contract/error-text";
import { containers } from "../../runtime/contract/names";
import { askNode } from "../ask-node";

/** Longer than the leader's own deadline: a whole state is some thousand requests. */
const putMs = 31 * 60_000;
/** As the agents give a gravity run. */
const gravityMs = 15 * 60_000;

/** Has the leader's agent look at what was found, or put it in. Rejects with its words. */
export async function askLeader(leader: FileNode, found: FoundContent, dryRun: boolean): Promise<Adoption> {
  const text = JSON.stringify(found);
  if (Buffer.byteLength(text) > longestFound)
    throw new Error(`${found.from}: ${Buffer.byteLength(text)} bytes are more than a cluster can take over`);
  const words = ["sync", "adopt", ...(dryRun ? ["--dry-run"] : [])];
  const stdout = await askNode(leader, words, { stdin: gzipSync(text), timeoutMs: putMs });
  return adoptionSchema.parse(JSON.parse(stdout));
}

/** Builds gravity of the lists that the leader has now; the others build theirs when it has. Rejects with how to do it. */
export async function buildGravity({ plan, ssh }: FileNode): Promise<void> {
  const command = ["docker", "exec", containers.pihole, "pihole", "-g"];
  try {
    await overConnection(ssh, (host) => host.must(command, { timeoutMs: gravityMs }));
  } catch (error) {
    throw new Error(
      `all is put in, but gravity is not built: ${errorText(error)}. Run on ${plan.node.name}: ${command.join(" ")}`,
      { cause: error },
    );
  }
}
