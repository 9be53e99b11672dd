import { writeFile } from "node:fs/promises";
import path from "node:path";
import { runCommand } from "../command-line";
import { labCluster } from "../cluster/cluster";
import { Progress } from "../progress";
import { bench } from "./bench";
import { type BenchOptions, benchHelp, parseBenchOptions } from "./bench-options";
import { reportText } from "./bench-report";

/** The command `bench`: its exit code. Progress goes to stderr, the result alone to stdout. */
export const benchMain = (argv: readonly string[]): Promise<number> =>
  runCommand({ help: benchHelp, parse: parseBenchOptions, perform }, argv);

async function perform(options: BenchOptions): Promise<number> {
  const cluster = labCluster(path.join(__dirname, "..", ".."));
  const progress = new Progress();
  const report = await bench(cluster, options, (text) => progress.note(text));
  await writeFile(path.join(cluster.folder, "bench.json"), `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
  return report.stopped === null ? 0 : 1;
}
