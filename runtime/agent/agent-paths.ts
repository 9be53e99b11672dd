import path from "node:path";
import { files } from "../contract/files";

/** Where the shared files lie. */
export type Paths = { readonly [Key in keyof typeof files]: string };

/** The contract's paths, below another root folder where one is given (tests, and runs outside a container). */
export function pathsUnder(root = process.env.HA_DNS_ROOT ?? ""): Paths {
  const under = Object.entries(files).map(([key, file]) => [key, root ? path.join(root, file) : file]);
  return Object.fromEntries(under) as Paths;
}
