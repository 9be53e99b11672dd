import path from "node:path";
import type { DataConfig } from "../../contract/data-config";
import { projectName } from "../../contract/names";

type ServiceConfig = DataConfig["services"][number];

/** Both of compose's versions take the same arguments for what is asked of them here. */
export const variants: readonly (readonly string[])[] = [["docker", "compose"], ["docker-compose"]];

export const projectOf = ({ name }: Pick<ServiceConfig, "name">): string => projectName(name);

/** Where `.env` lies, and what relative paths are relative to. */
export const folderOf = ({ composeFiles }: ServiceConfig): string => path.dirname(composeFiles[0]!);

/** A whole command line for a service's project: nothing of the caller's environment gets into the project. */
export const composeCommand = (
  variant: readonly string[],
  service: ServiceConfig,
  ...command: readonly string[]
): readonly string[] => [
  "env",
  "-i",
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  "HOME=/root",
  ...variant,
  "--project-name",
  projectOf(service),
  "--project-directory",
  folderOf(service),
  ...service.composeFiles.flatMap((file) => ["--file", file]),
  ...command,
];

/** Images are not pulled: `pull_policy` in the program's own compose file says so to one version, and the other is asked only if all are there. */
export const composeUp = ["up", "--detach", "--no-build", "--remove-orphans"] as const;

/** What compose said at last, without the service's secrets: it quotes what it cannot read. */
export function lastLines(stderr: string, environment: string): string {
  const values = [...environment.matchAll(/^[A-Za-z_]\w*='(.*)'$/gm)].map(([, value]) => value!);
  const secrets = values.filter((value) => value.length > 2);
  const said = secrets
    .reduce((text, secret) => text.replaceAll(secret, "***"), stderr)
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== "" && !/^(Creating|Starting|Recreating) \S+ *\.\.\.|^time=|^Container \S+ /.test(line),
    );
  return [...new Set(said)].slice(-3).join("; ").slice(-500);
}
