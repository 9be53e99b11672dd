import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { agentExec, containers } from "../runtime/contract/names";
import type { Cluster } from "./cluster/cluster";
import { tryInNode } from "./cluster/node";

/**
 * Keeps `files` in a folder of the lab's `evidence`, and gives the folder. Beside them: each node's containers, their
 * logs and its agent's status; what cannot be had is replaced by why.
 */
export async function keepEvidence(
  cluster: Cluster,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = path.join(
    cluster.folder,
    "evidence",
    `${new Date().toISOString().replace(/[:.]/g, "-")}-${name}`,
  );
  await mkdir(folder, { recursive: true });
  const write = (file: string, text: string) => writeFile(path.join(folder, file), text);
  for (const [file, text] of Object.entries(files)) await write(file, text);
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
        keep("status.json", ...agentExec(), "status", "--json"),
        keep("journal.txt", "journalctl", "--no-pager", "--lines", "300"),
        ...Object.values(containers).map((name) =>
          keep(`${name}.log`, "docker", "logs", "--timestamps", "--tail", "2000", name),
        ),
      ];
    }),
  );
  return folder;
}

/** Values as JSON, one a line. */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");

export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
