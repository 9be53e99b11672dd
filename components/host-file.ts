import { readFileSync } from "node:fs";
import path from "node:path";

const read = (name: string): string => readFileSync(path.join(__dirname, "files", name), "utf8");

/** A file of `files/` as it is put on a host: a script has what it shares with others in its place. */
export const hostFile = (name: string): string =>
  read(name).replace("# Here stands containers.sh.\n", () => read("containers.sh"));
