import path from "node:path";
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
import { Guard } from "./guard/guard";
import { nodeSessions } from "./guard/session/of-node";
import { StatusServer } from "./http/status-server";
import { readKeyFile } from "./key-file";
import { jsonLog } from "./log";
import { pathsUnder, type Paths } from "./paths";
import { askOverChannel } from "./peers/ask-peer";
import { SharedFiles } from "./shared-files";
import { forTerminal } from "./sync/shown";
import { Sync } from "./sync/sync";

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
  const people = nodeSessions(config, paths, channel, log);
  const agent = new Agent(
    config,
    new SharedFiles(paths),
    log,
    now,
    askOverChannel(channel),
    undefined,
    (cluster) => new Sync(config, paths, cluster, keys, log, now, people.heard),
  );
  const ended = new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  const guard = new Guard(
    {
      role: () => agent.snapshot().role,
      vip: config.vip,
      restartsLater: () => agent.canRestartPihole(),
      sessions: people.sessions,
      upstream: { host: "127.0.0.1", port: piholeWebPort },
      address: "0.0.0.0",
      ports: { http: 80, https: 443 },
      // Pi-hole's own until the founder has made one for the cluster.
      certificates: [paths.pageCertificate, path.join(paths.pihole, "tls.pem")],
    },
    log,
  );
  const server = new StatusServer(() => ({ ...agent.snapshot(), guard: guard.counts() }));
  await server.start(statusPort);
  await agent.start();
  await guard.start();
  await ended;
  guard.stop();
  people.stop();
  await agent.stop();
  channel.stop();
  server.stop();
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  // The running agent's own child: see look-child.ts.
  if (args[0] === "gravity" && args[1] !== undefined) {
    process.stdout.write(JSON.stringify(lookIntoGravity(args[1])));
    return 0;
  }
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

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof ConfigError || error instanceof UsageError;
    const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
    process.stderr.write(`ha-dns agent: ${forTerminal(text ?? "")}\n`);
    process.exit(expected ? 2 : 1);
  },
);
