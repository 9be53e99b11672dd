/**
 * Entry of the one-shot probe that runs in the client: asks each address for a cached and a new name, and each agent
 * whether it is ready. Its argument is ProbeOptions, its output a ProbeReport.
 */
import type { Asks, Ready, ProbeOptions, ProbeReport } from "../stream-protocol";
import { ask } from "./ask";
import { questionsOf } from "./questions";
import { errorText } from "../../../runtime/contract/error-text";

const deadlineMs = 1_500;

async function dns(address: string, run: string, asks?: Asks): Promise<string[]> {
  const { cached, distinct } = questionsOf(asks, run);
  const asked = [cached[0]!, distinct(0)].map(async (question) => {
    const why = await ask(address, 53, question, deadlineMs);
    return why === undefined ? [] : [`${question.name}: ${why}`];
  });
  return (await Promise.all(asked)).flat();
}

async function ready(url: string): Promise<Ready> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs) });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { status: 0, body: errorText(cause) };
  }
}

async function main(): Promise<ProbeReport> {
  const options = JSON.parse(process.argv[2] ?? "") as ProbeOptions;
  const [dnsFaults, readiness] = await Promise.all([
    Promise.all(options.dns.map((address, i) => dns(address, `${options.run}-${i}`, options.asks))),
    Promise.all(options.ready.map(ready)),
  ]);
  return { dns: dnsFaults, ready: readiness };
}

main().then(
  // An aborted fetch may go on connecting to a node that is away for ten seconds; nobody waits for that.
  (report) => process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit()),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
