import type { ImageSources } from "../../images/image-names";
import type { Task } from "../task";

/** Docker's own registry. */
export const dockerHub = "registry-1.docker.io";

/** The names that the host has to resolve to fetch its images; addresses need no resolving. */
export function registryNames(sources: ImageSources): string[] {
  const names = Object.values(sources).map(({ reference, context }) =>
    context ? dockerHub : registryOf(reference),
  );
  return [...new Set(names)].filter((name) => /[a-z]/i.test(name)).sort();
}

function registryOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (!isHost || first === "docker.io") return dockerHub;
  return first.split(":")[0]!;
}

const resolveAll = 'for name; do timeout 3 getent ahostsv4 "$name" >/dev/null || echo "$name"; done';

/** Prints the names that the host cannot resolve. */
export const namesTask = (names: readonly string[]): Task => ({
  command: ["sh", "-c", resolveAll, "resolve", ...names],
  seconds: 3 * names.length + 2,
});

export const parseNames = (stdout: string): string[] => stdout.split("\n").filter(Boolean);
