import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { containers } from "../../runtime/contract/names";
import type { Cluster } from "./cluster";
import type { Run } from "./drill";
import { tryInNode } from "./node";

/**
 * Keeps what is known of a failed run in a folder of the lab's `evidence`, and gives the folder: the run, each query
 * as [sentAt, rttMs, verdict], the VIP's owners, and each node's containers, their logs and its agent's status. What
 * cannot be had is replaced by why.
 */
export async function keepEvidence(cluster: Cluster, name: string, run: Run | undefined): Promise<string> {
  const folder = path.join(
    cluster.folder,
    "evidence",
    `${new Date().toISOString().replace(/[:.]/g, "-")}-${name}`,
  );
  await mkdir(folder, { recursive: true });
  const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
  if (run) {
    const { attempts, ownership, ...rest } = run.history;
    await write("run.json", `${JSON.stringify({ result: run.result, ...rest }, null, 2)}\n`);
    await write("queries.jsonl", lines(attempts.map((a) => [a.sentAt, a.rttMs ?? null, a.verdict])));
    await write("owners.jsonl", lines(ownership));
  }
  await Promise.all(
    cluster.nodes.flatMap((node) => {
      const keep = async (file: string, ...command: string[]) => {
        const { code, stdout, stderr } = await tryInNode(node, ...command);
        await write(
          `${node.name}-${file}`,
          code === 0 ? stdout + stderr : `exit code ${code}\n${stdout}${stderr}`,
        );
      };
      return [
        keep("containers.txt", "docker", "ps", "-a"),
        keep(
          "status.json",
          "docker",
          "exec",
          containers.agent,
          "node",
          "/opt/ha-dns/agent.js",
          "status",
          "--json",
        ),
        keep("journal.txt", "journalctl", "--no-pager", "--lines", "300"),
        ...Object.values(containers).map((name) =>
          keep(`${name}.log`, "docker", "logs", "--timestamps", "--tail", "2000", name),
        ),
      ];
    }),
  );
  return folder;
}

const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
