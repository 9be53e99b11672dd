import { appendFileSync, readFileSync } from "node:fs";
import { z } from "zod";
import { ConfigError } from "../agent/config";
import { jsonLog } from "../agent/log";
import { dataConfigSchema, type DataConfig } from "../contract/data-config";
import { files } from "../contract/files";
import { showStatus, take } from "./cli";
import { RouterFence } from "./fence/fence";
import { Loop } from "./keeper/loop";
import { Watchdog } from "./keeper/watchdog";
import { withLock } from "./lock";
import { dataPaths } from "./paths";
import { readState } from "./read-state";
import { replicate } from "./replication/command";
import { SshPeer } from "./replication/peer";
import { Replication } from "./replication/replicator";
import { serve } from "./serve/serve";
import { ComposeServices } from "./services/services";
import { ZfsBranches } from "./zfs/branches";
import { Host, runOnHost } from "./zfs/command";
import { ZfsSnapshots } from "./zfs/snapshots";
import { ZfsVolumes } from "./zfs/volumes";

const usage = `usage: ha-dns data COMMAND
  status [--json]    datasets, copies, services, kept branches; exit 0 all is well, 1 a person should look
  take [--help]      bring the data to this node
  replicate [--peer NAME]... [--json]  bring a snapshot to the peers now; does nothing where the data is elsewhere
  run                keep this node's data (systemd's ha-dns-data); ends on SIGTERM
  serve NODE         what the key of that peer may do (sshd's forced command)
  --help`;

const paths = dataPaths;
/** Where the lock's holder is a run of cron's, it ends as soon as the data is on its way. */
const handOverLockSeconds = 30;

/** Throws ConfigError where it is missing, not JSON, or not what the schema says. */
function loadConfig(): DataConfig {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(paths.config, "utf8"));
  } catch (error) {
    throw new ConfigError(`${paths.config}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = dataConfigSchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`${paths.config}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function partsOf(config: DataConfig, lockWaitSeconds: number) {
  const host = new Host(runOnHost);
  const log = jsonLog(config.node);
  const volumes = new ZfsVolumes(host, config.roots);
  const snapshots = new ZfsSnapshots(host);
  const branches = new ZfsBranches(host, config.roots);
  const peers = config.peers.map((peer) => new SshPeer(peer, config, paths));
  const epoch = () => readState(paths.state)?.epoch ?? 0;
  const replicator = new Replication({
    config,
    paths,
    volumes,
    snapshots,
    peers,
    epoch,
    log,
    lockWaitSeconds,
  });
  return { log, volumes, snapshots, branches, replicator };
}

/** Keeps the data until SIGTERM or SIGINT. Resolves to the exit code. */
async function run(config: DataConfig): Promise<number> {
  const { log, volumes, replicator } = partsOf(config, handOverLockSeconds);
  const watchdog = new Watchdog(process.env, log);
  // Beside the loop: a keeper that comes back has a lease to judge.
  const repaired = withLock(paths.lock, handOverLockSeconds, () => volumes.repair()).catch((error: Error) =>
    log("repair.failed", { error: error.message }),
  );
  const parts = {
    repaired,
    volumes,
    replicator,
    services: new ComposeServices(config.services),
    fence: new RouterFence(config),
  };
  const places = { ...paths, dnsRole: files.role, peersSeen: files.peersSeen };
  const loop = new Loop(config, places, parts, log, (now) => watchdog.alive(now));
  const ended = new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve).once("SIGINT", resolve);
  });
  loop.start();
  await ended;
  loop.stop();
  return 0;
}

/** Resolves to the exit code. */
async function main([command = "", ...args]: readonly string[]): Promise<number> {
  const write = (text: string) => process.stdout.write(text);
  const print = (text: string) => write(`${text}\n`);
  switch (command) {
    case "--help":
    case "help":
      print(usage);
      return 0;
    case "run":
      return run(loadConfig());
    case "status":
      return showStatus(args, loadConfig(), paths, print);
    case "take":
      return take(args, loadConfig(), paths, print);
    case "replicate": {
      const config = loadConfig();
      const { replicator, log } = partsOf(config, 0);
      return replicate(args, { config, paths, replicator, log, print: write });
    }
    case "serve": {
      const config = loadConfig();
      const { snapshots, branches } = partsOf(config, 0);
      // Its standard output belongs to the sender.
      const log = jsonLog(config.node, (line) => appendFileSync(paths.log, line));
      const host = { config, paths, snapshots, branches, log };
      const streams = { input: process.stdin, output: process.stdout, error: process.stderr };
      return serve(host, args[0] ?? "", process.env.SSH_ORIGINAL_COMMAND ?? "", streams);
    }
    default:
      process.stderr.write(`${command ? `unknown command "${command}"` : "no command"}\n${usage}\n`);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const usageError =
      (error as NodeJS.ErrnoException | undefined)?.code?.startsWith("ERR_PARSE_ARGS") === true;
    const expected = error instanceof ConfigError || usageError;
    const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
    process.stderr.write(`ha-dns data: ${text}\n`);
    process.exit(expected ? 2 : 1);
  },
);
