import { writeFile } from "node:fs/promises";
import path from "node:path";
import { labCluster } from "../drill/cluster";
import { UsageError } from "../drill/options";
import { Progress } from "../progress";
import { bench } from "./bench";
import { help, parseOptions } from "./options";
import { reportText } from "./report";

/** The command `bench`: its exit code. Progress goes to stderr, the result alone to stdout. */
export async function benchMain(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options === "help") {
      process.stdout.write(help());
      return 0;
    }
    const cluster = labCluster(path.join(__dirname, "..", ".."));
    const progress = new Progress();
    const report = await bench(cluster, options, (text) => progress.note(text));
    await writeFile(path.join(cluster.folder, "bench.json"), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : reportText(report));
    return report.stopped === null ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
