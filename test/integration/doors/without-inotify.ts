import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { NodeAgent } from "../../../runtime/agent/node-agent";
import { pathsUnder } from "../../../runtime/agent/agent-paths";
import { SharedFiles } from "../../../runtime/agent/shared-files";
import { DnsmasqFiles } from "../../../runtime/agent/sync/apply/dnsmasq-files";
import { FolderWatch } from "../../../runtime/agent/sync/leader/folder-watch";
import { Keeper, type KeeperPaths } from "../../../runtime/data/keeper/keeper";
import type { ExecutorParts } from "../../../runtime/data/keeper/executor";
import { agentConfig } from "../../unit/runtime/agent/sample";
import { sampleDataConfig } from "../../unit/runtime/data/sample-config";

/** Starts everything that watches a folder, and prints what started and what was told. For a host without inotify. */
async function main(folder: string): Promise<void> {
  const told: string[] = [];
  const started: string[] = [];
  const log = (event: string): void => void (event === "watch.failed" && told.push(event));
  const paths = pathsUnder(folder);
  for (const file of [
    paths.role,
    path.join(paths.pihole, "x"),
    path.join(paths.dnsmasq, "x"),
    paths.agentConfig,
  ])
    fs.mkdirSync(path.dirname(file), { recursive: true });

  const nobody = () => Promise.reject(new Error("there is no peer"));
  const config = { ...agentConfig, peers: [], unboundAddress: "127.0.0.1" };
  const ports = { dns: 1, unbound: 1, web: 1 };
  const agent = new NodeAgent(config, new SharedFiles(paths), log, undefined, nobody, ports);
  await agent.start();
  started.push("agent");

  let changes = 0;
  const pihole = new FolderWatch(
    paths.pihole,
    () => changes++,
    () => told.push("watch.failed"),
  );
  pihole.start();
  const dnsmasq = new DnsmasqFiles(paths.dnsmasq, paths.dnsmasqInForce);
  dnsmasq.start(
    () => changes++,
    () => told.push("watch.failed"),
  );
  started.push("folders");

  // The keeper is only to start: what it asks of the host is never answered.
  const never = () => new Promise(() => undefined);
  const none = new Proxy({}, { get: () => never });
  const parts = new Proxy({}, { get: () => none }) as unknown as ExecutorParts;
  const place = (name: string): string => path.join(folder, name);
  const places: KeeperPaths = {
    dnsRole: [paths.role],
    peersSeen: [paths.peersSeen],
    state: place("state"),
    told: place("told"),
    role: place("data-role"),
    keeper: place("keeper"),
    memory: place("memory"),
    lock: place("lock"),
    take: place("take"),
    leave: place("leave"),
  };
  const loop = new Keeper(sampleDataConfig, places, parts, log);
  loop.start();
  started.push("data keeper");

  fs.writeFileSync(path.join(paths.pihole, "pihole.toml"), "a = 1\n");
  fs.writeFileSync(path.join(paths.dnsmasq, "a.conf"), "port=53\n");
  const end = performance.now() + 8_000;
  while (changes < 2 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));

  loop.stop();
  dnsmasq.stop();
  pihole.stop();
  await agent.stop();
  process.stdout.write(`${JSON.stringify({ started, told, changes })}\n`);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "no-inotify-"));
main(folder)
  .finally(() => fs.rmSync(folder, { recursive: true, force: true }))
  .then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
