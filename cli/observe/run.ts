import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadFiles } from "../../components/load-files";
import { configFile } from "../../components/program-version";
import { dashboardFile, observeFiles } from "../../components/render/observe/observe-files";
import { errorText } from "../../runtime/contract/error-text";
import type { Call } from "../frame/command-type";

/** Prints the paths of what it has written. */
export function writeObserveFiles(out: string, { root, print }: Pick<Call, "root" | "print">): number {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const dashboard = readFileSync(configFile(dashboardFile, root), "utf8");
  const files = observeFiles(nodes[0]!.plan, dashboard);
  for (const file of write(path.resolve(out), files)) print(`${file}\n`);
  return 0;
}

/** Gives the paths of what it has written. Throws with the folder and a way out if it cannot. */
function write(folder: string, files: Readonly<Record<string, string>>): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return Object.entries(files).map(([name, text]) => {
      const file = path.join(folder, name);
      writeFileSync(file, text);
      return file;
    });
  } catch (error) {
    throw new Error(
      `--out ${folder} cannot be written to: ${errorText(error)}. Expected a folder of yours; name another one.`,
      { cause: error },
    );
  }
}
