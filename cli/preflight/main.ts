import path from "node:path";
import { parseArgs } from "node:util";
import { imageSources } from "../../components/images/names";
import { loadFiles } from "../../components/load-files";
import { askAgent } from "../../components/peers/ask";
import { preflight } from "../../components/preflight/preflight";
import { isProblem, reportText, type Report } from "../../components/preflight/report";
import { errorText } from "../../runtime/contract/error-text";

const help = `npm run preflight [-- --node NAME]... [--json]

Checks the hosts of all nodes, or of those that are named, before a deployment. Changes nothing on them.
Reads the config as the deployment does. docs/preflight.md explains every check.

  --node NAME   check this node's host alone; may be given several times
  --json        print the findings as JSON

Exit code: 0 nothing stops a deployment, 1 something does, 2 the command was not understood.
`;

interface Options {
  readonly json: boolean;
  readonly nodes: readonly string[];
}

class UsageError extends Error {}

/** Throws UsageError. */
function readOptions(args: string[]): Options | "help" {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        node: { type: "string", multiple: true, default: [] },
      },
    });
    return values.help ? "help" : { json: values.json, nodes: values.node };
  } catch (error) {
    throw new UsageError(errorText(error));
  }
}

/** Resolves to the exit code. Progress goes to stderr, the report alone to stdout. */
async function main(args: string[], signal: AbortSignal): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    process.stdout.write(help);
    return 0;
  }
  const started = Date.now();
  const root = path.join(__dirname, "..", "..");
  const { nodes: all } = loadFiles(root, process.env.HA_DNS_SITE);
  const known = all.map(({ plan }) => plan.node.name);
  const stranger = options.nodes.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new UsageError(`there is no node ${stranger}; there are ${known.join(", ")}`);
  const chosen = all.filter(
    ({ plan }) => options.nodes.length === 0 || options.nodes.includes(plan.node.name),
  );
  const note = (text: string) =>
    process.stderr.write(`[${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
  for (const { plan } of chosen) note(`${plan.node.name}: asking ${plan.node.host} …`);
  const agents = Promise.all(all.map(async ({ ssh }) => (await askAgent(ssh)).own));
  const visits = chosen.map(({ plan, ssh }) => ({ plan, ssh, sources: imageSources(plan, root) }));
  const findings = await preflight(visits, agents, { signal, onVisited: (name) => note(`${name}: done`) });
  const report: Report = {
    good: !findings.some(isProblem),
    seconds: (Date.now() - started) / 1000,
    nodes: chosen.map(({ plan }) => ({ name: plan.node.name, host: plan.node.host })),
    findings,
  };
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  return report.good ? 0 : 1;
}

const interrupted = new AbortController();
process.once("SIGINT", () => {
  // What runs on the hosts ends with its deadline, within seconds, and leaves nothing.
  interrupted.abort();
  process.exit(130);
});
main(process.argv.slice(2), interrupted.signal).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
