import { readFileSync } from "node:fs";
import path from "node:path";

const read = (name: string): string => readFileSync(path.join(__dirname, "files", name), "utf8");

/** A file of `files/` as it is put on a host, with containers.sh in the place that a script has for it. */
export const hostFile = (name: string): string =>
  read(name).replace("# Here stands containers.sh.\n", () => read("containers.sh"));
