import type { HostCommands } from "./host-commands";

/** Who uses what lies in these folders, as the end of a sentence: ` (in use by bash 215, sqlite 318)`; "" if nobody is seen to. */
export async function usersOf(host: HostCommands, folders: readonly string[]): Promise<string> {
  const inside = folders.flatMap((folder) => [
    "-o",
    "-lname",
    literal(folder),
    "-o",
    "-lname",
    `${literal(folder)}/*`,
  ]);
  // A process's open files, mapped files, working directory, root and program; others come and go meanwhile.
  const { stdout } = await host.ask("find", [
    "/proc",
    "-maxdepth",
    "3",
    "-path",
    "/proc/[0-9]*",
    "-not",
    "-path",
    "/proc/[0-9]*/task*",
    "(",
    ...inside.slice(1),
    ")",
    "-print",
  ]);
  const pids = new Set(stdout.split("\n").flatMap((file) => /^\/proc\/(\d+)\//.exec(file)?.[1] ?? []));
  const users: string[] = [];
  for (const pid of [...pids].slice(0, 10)) {
    const { stdout: name } = await host.ask("cat", [`/proc/${pid}/comm`]);
    users.push(`${name.trim()} ${pid}`.trim());
  }
  return users.length === 0 ? "" : ` (in use by ${users.join(", ")})`;
}

/** A path as a pattern that means nothing but itself. */
const literal = (path: string): string => path.replace(/[\\*?[\]]/g, "\\$&");
