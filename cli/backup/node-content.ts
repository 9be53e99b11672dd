import type { FileNode } from "../../components/load-files";
import { connect, overConnection, type SshHost } from "../../providers/ssh/connection";
import { foundSchema, type FoundContent } from "../../runtime/contract/adoption";
import { agentExec, containers, ownUser } from "../../runtime/contract/names";
import { dataFolder, piholeFolder } from "../../components/render/node-paths";
import { askNode } from "../ask-node";

const listsMs = 60_000;

/** Lists and settings of the node that leads, with its ways in. Rejects with what its agent says. */
export async function listsOf(leader: FileNode): Promise<FoundContent> {
  const stdout = await askNode(leader, ["sync", "export"], { timeoutMs: listsMs });
  return foundSchema.parse(JSON.parse(stdout));
}

/** A node's history of queries, and how many bytes it has. Rejects if there is none to be had; `content` if it breaks off. */
export async function historyOf({
  ssh,
}: FileNode): Promise<{ readonly size: number; readonly content: AsyncIterable<Uint8Array> }> {
  const { host, client } = await connect(ssh);
  const pieces = host.stream([...agentExec(containers.agent), "history"]);
  try {
    let head = Buffer.alloc(0);
    while (!head.includes("\n")) {
      const { value, done } = await pieces.next();
      if (done) throw new Error(`${ssh.host}: the agent tells no history`);
      head = Buffer.concat([head, value]);
    }
    const end = head.indexOf("\n");
    const size = Number(head.subarray(0, end).toString());
    if (!Number.isSafeInteger(size)) throw new Error(`${ssh.host}: the agent tells no history`);
    return { size, content: rest(head.subarray(end + 1), pieces, () => void client.end()) };
  } catch (error) {
    client.end();
    throw error;
  }
}

async function* rest(
  first: Buffer,
  pieces: AsyncIterable<Buffer>,
  close: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* pieces;
  } finally {
    close();
  }
}

const historyFile = `${piholeFolder}/pihole-FTL.db`;

/** Whether Pi-hole has run on this host, and so has a history of its own. */
export const hasHistory = ({ ssh }: FileNode): Promise<boolean> =>
  overConnection(ssh, async (host) => (await host.exec(["test", "-e", historyFile])).code === 0);

/** Gives a blank host a history of queries, whole or not at all. Rejects if there is one by then. */
export const putHistory = ({ ssh }: FileNode, content: AsyncIterable<Uint8Array>): Promise<void> =>
  overConnection(ssh, async (host) => {
    const part = `${historyFile}.restored`;
    await host.must(["install", "-d", "-m", "755", dataFolder, piholeFolder]);
    // Not `install /dev/stdin`: sshd gives a command a socket, which cannot be opened.
    await drained(host, ["sh", "-c", 'umask 077; cat > "$1"', "sh", part], content);
    await host.must(["chown", `${ownUser}:${ownUser}`, part]);
    await host.must(["chmod", "640", part]);
    // Never over one that Pi-hole has made since.
    await host.must(["ln", part, historyFile]);
    await host.must(["rm", part]);
  });

async function drained(
  host: SshHost,
  args: readonly string[],
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  // The command prints nothing; reading to the end waits for its exit code.
  for await (const said of host.stream(args, content)) void said;
}
