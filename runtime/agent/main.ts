import path from "node:path";
import { workerData } from "node:worker_threads";
import { channelPort, piholeWebPort, statusPort } from "../contract/files";
import { Agent } from "./agent";
import { lookIntoGravity } from "./blocking/gravity-look";
import { ChannelClient } from "./channel/client";
import { rememberedKeys } from "./channel/keys";
import { check } from "./cli/check";
import { drain, failback, showStatus, undrain, wait } from "./cli/control";
import { sync } from "./cli/sync/command";
import { parseCommand, usage, UsageError } from "./cli/usage";
import { ConfigError, loadConfig } from "./config";
import { runDoors } from "./doors/doors";
import { Doors, forkDoors } from "./doors/supervisor";
import { keptEnded } from "./guard/session/kept-ended";
import { readKeyFile } from "./key-file";
import { jsonLog } from "./log";
import { Packages } from "./packages";
import { pathsUnder, type Paths } from "./paths";
import { askOverChannel } from "./peers/ask-peer";
import { SharedFiles } from "./shared-files";
import { forTerminal } from "./sync/shown";
import { Sync } from "./sync/sync";
import { hostSync, isSyncThread } from "./sync/thread/host";

/** Runs the agent until SIGTERM or SIGINT. Resolves to the exit code. */
async function run(paths: Paths): Promise<number> {
  const config = loadConfig(paths.agentConfig);
  const log = jsonLog(config.node);
  const now = () => performance.now();
  const keys = rememberedKeys(
    path.join(paths.agentData, "channel-keys.json"),
    readKeyFile(paths.channelKey),
    config.peers.map(({ podAddress }) => podAddress),
  );
  const channel = new ChannelClient(keys, config.node, channelPort, { keepAlive: true });
  const people = keptEnded(config, paths, channel, log);
  const agent = new Agent(
    config,
    new SharedFiles(paths),
    log,
    now,
    askOverChannel(channel),
    undefined,
    (cluster) =>
      new Sync(config, paths, cluster, keys, log, now, __filename, (told) => {
        people.ended.heard(told);
        doors.tellEnded(told);
      }),
  );
  const packages = new Packages({ runtime: paths.packages, unbound: paths.unboundPackages }, now);
  const doors = new Doors({
    start: forkDoors,
    ports: { status: statusPort, http: 80, https: 443, pihole: piholeWebPort },
    snapshot: () => ({ ...agent.snapshot(), packages: packages.seen() }),
    restartsLater: () => agent.canRestartPihole(),
    ended: people.ended.list,
    onEnded: (told) => people.ended.endAll(told),
    log,
  });
  agent.onRole = () => doors.push();
  const ended = new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  await agent.start();
  doors.start();
  await ended;
  doors.stop();
  people.stop();
  await agent.stop();
  channel.stop();
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  // The running agent's own children: see look-child.ts and doors.ts.
  if (args[0] === "gravity" && args[1] !== undefined) {
    process.stdout.write(JSON.stringify(lookIntoGravity(args[1])));
    return 0;
  }
  if (args[0] === "doors") return runDoors(pathsUnder());
  const command = parseCommand(args);
  const paths = pathsUnder();
  // Names come from Pi-hole, and whoever may enter one must not command root's terminal.
  const print = (text: string) => process.stdout.write(`${forTerminal(text)}\n`);
  switch (command.name) {
    case "help":
      print(usage);
      return 0;
    case "run":
      return run(paths);
    case "check":
      return check(loadConfig(paths.agentConfig), paths, command, print);
    case "status":
      return showStatus(command.json, print);
    case "drain":
      return drain(paths, command.force, print);
    case "undrain":
      return undrain(paths, print);
    case "wait":
      return wait(command.waitFor, command.waitSeconds * 1000, print);
    case "failback":
      return failback(paths, print);
    case "sync":
      return sync(loadConfig(paths.agentConfig), paths, command, print);
  }
}

function failed(error: unknown): void {
  const expected = error instanceof ConfigError || error instanceof UsageError;
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`ha-dns agent: ${forTerminal(text ?? "")}\n`);
  process.exit(expected ? 2 : 1);
}

// The agent's own thread runs this program too.
if (isSyncThread(workerData)) hostSync(workerData);
else main(process.argv.slice(2)).then((code) => process.exit(code), failed);
