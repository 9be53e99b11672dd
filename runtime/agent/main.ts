import { workerData } from "node:worker_threads";
import { lookIntoGravity } from "./blocking/gravity-look";
import { writeHistory } from "./cli/show-history";
import { writeQueries } from "./cli/queries";
import { notify } from "./cli/notify-command";
import { check } from "./cli/run-checks";
import { drain, failback, showStatus, undrain, waitFor } from "./cli/control";
import { showDnssec } from "./cli/show-dnssec";
import { showEvents } from "./cli/events";
import { sync } from "./cli/sync/sync-command";
import { parseCommand, usage, AgentUsageError } from "./cli/usage";
import { ConfigError, loadConfig } from "./load-config";
import { runDoors } from "./doors/run-doors";
import { keepHistory } from "./history/history-keeper";
import { pathsUnder } from "./agent-paths";
import { runAgent } from "./run-agent";
import { forTerminal } from "../contract/for-terminal";
import { hostSync, isSyncThread } from "./sync/thread/thread-host";

async function main(args: readonly string[]): Promise<number> {
  // The running agent's own children: see look-child.ts, run-doors.ts and history-keeper.ts.
  if (args[0] === "gravity" && args[1] !== undefined) {
    process.stdout.write(JSON.stringify(lookIntoGravity(args[1])));
    return 0;
  }
  if (args[0] === "doors") return runDoors(pathsUnder());
  if (args[0] === "history-keeper") return keepHistory(pathsUnder());
  const command = parseCommand(args);
  const paths = pathsUnder();
  // Names come from Pi-hole, and whoever may enter one must not command root's terminal.
  const print = (text: string) => process.stdout.write(`${forTerminal(text)}\n`);
  switch (command.name) {
    case "help":
      print(usage);
      return 0;
    case "run":
      return runAgent(paths);
    case "check":
      return check(loadConfig(paths.agentConfig), paths, command, print);
    case "status":
      return showStatus(command.json, print);
    case "drain":
      return drain(paths, command.force, print);
    case "undrain":
      return undrain(paths, print);
    case "wait":
      return waitFor(command.waitFor, command.waitSeconds * 1000, print);
    case "events":
      return showEvents(command.json, print);
    case "failback":
      return failback(paths, print);
    case "notify":
      return notify(loadConfig(paths.agentConfig), paths, command, print);
    case "dnssec":
      return showDnssec(command.dnssec, command.json, print);
    case "history":
      return writeHistory(paths, process.stdout, (text) => process.stderr.write(`${text}\n`));
    case "queries":
      return writeQueries(
        paths,
        { words: command.queries, json: command.json, now: Date.now() },
        process.stdout,
        (text) => process.stderr.write(`${text}\n`),
      );
    case "sync":
      return sync(loadConfig(paths.agentConfig), paths, command, print);
  }
}

function failed(error: unknown): void {
  const expected = error instanceof ConfigError || error instanceof AgentUsageError;
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`ha-dns agent: ${forTerminal(text ?? "")}\n`);
  process.exit(expected ? 2 : 1);
}

// The agent's own thread runs this program too.
if (isSyncThread(workerData)) hostSync(workerData);
else main(process.argv.slice(2)).then((code) => process.exit(code), failed);
