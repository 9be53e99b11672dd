import { parseArgs } from "node:util";
import { installPlugins } from "./install";

/*
 * Installs the stand-in plugins, or with --official FOLDER the official ones from there, into a Pulumi home.
 * Says so: a run with stand-ins must not look like one with the official plugins.
 */
const { values } = parseArgs({
  options: {
    pulumi: { type: "string" },
    home: { type: "string" },
    folder: { type: "string" },
    official: { type: "string" },
  },
});

function need(name: "pulumi" | "home" | "folder"): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

installPlugins({
  pulumi: need("pulumi"),
  pulumiHome: need("home"),
  folder: need("folder"),
  nodeBinary: process.execPath,
  officialFolder: values.official,
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
