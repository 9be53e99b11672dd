import { parseArgs } from "node:util";
import { errorText } from "../../runtime/contract/error-text";

/** A command line that means nothing. */
export class UsageError extends Error {}

export const help = `npm run observe -- --out DIR

Writes what a Prometheus, an Alertmanager and a Grafana of your own need for this cluster. Reads the config as the
deployment does, and changes nothing on the nodes. docs/observe.md says what to do with each file.

  scrape.yml         whom Prometheus asks (scrape_config_files, or copy the job)
  ha-dns.rules.yml   alerts and recording rules (rule_files)
  alertmanager.yml   how alerts are grouped, and which ones make others needless; add your own receiver
  dashboard.json     Grafana: Dashboards, New, Import

  --out DIR   the folder to write to; it is made if it is missing, and these four files are replaced
  --help      this text

Exit code: 0 written, 1 the config or the folder does not allow it, 2 the command was not understood.
`;

/** Reads the command line. Throws UsageError. */
export function readOptions(args: string[]): { readonly out: string } | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) return "help";
  if (positionals.length > 0)
    throw new UsageError(`${positionals[0]}: expected no argument but --out DIR. npm run observe -- --help`);
  if (values.out === undefined || values.out === "")
    throw new UsageError("no folder to write to: expected --out DIR. npm run observe -- --help");
  return { out: values.out };
}

function parsed(args: string[]) {
  try {
    const options = { help: { type: "boolean" }, out: { type: "string" } } as const;
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node goes on about arguments with a hyphen.
    throw new UsageError(`${errorText(error).split(". ")[0]}: expected --out DIR. npm run observe -- --help`);
  }
}
