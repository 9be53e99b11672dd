import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bootMs } from "../../common/boot-clock";
import { jsonLog, type Log } from "../../common/log";
import { errorText } from "../../contract/error-text";
import { channelPort, piholeWebPort } from "../../contract/files";
import type { HistoryFile } from "../../contract/history";
import { ChannelClient } from "../channel/channel-client";
import { ownChannelKeys } from "../channel/channel-keys";
import { loadConfig } from "../load-config";
import type { Paths } from "../agent-paths";
import { PiholeClient } from "../pihole/pihole-client";
import { sessionFile } from "../pihole/session-file";
import { settingsFileOf, wayInOf } from "../pihole/way-in";
import { PiholeLog } from "./pihole-log";
import type { HistorySeen, ToHistory } from "./protocol";
import { HistoryPuller } from "./puller";
import { HistoryReader } from "./reader";
import { HistoryServer } from "./server";
import { HistoryStore } from "./store";
import { isDamage, openTables, putAside } from "./tables";
import { Trimmer } from "./trimmer";

/** All that DNS needs comes first, for the processor and for memory. */
const niceness = 10;
const oomScore = "950";
const everyMs = 10_000;

/** The process that keeps the history. Resolves when the agent is gone, or has ended it. */
export async function keepHistory(paths: Paths): Promise<number> {
  const config = loadConfig(paths.agentConfig);
  const log = jsonLog(config.node);
  const ended = new AbortController();
  process.once("disconnect", () => ended.abort());
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => undefined);
  let limits: HistoryFile | undefined;
  process.on("message", (message: ToHistory) => (limits = message.limits));
  const file = path.join(paths.agentData, "history.db");
  const store = new HistoryStore(openTables(file, log));
  const server = new HistoryServer(paths.historySocket, store, () => Date.now() * 1000);
  const channel = new ChannelClient(ownChannelKeys(paths, config), config.node, channelPort);
  const wayIn = wayInOf(paths, settingsFileOf(paths));
  const pihole = new PiholeClient(piholeWebPort, wayIn, sessionFile(paths.piholeSession));
  const reader = new HistoryReader(new PiholeLog(config.node, pihole, ended.signal), store, bootMs);
  const sources: readonly Source[] = [
    { name: "Pi-hole", read: () => reader.read() },
    ...config.peers.map((peer): Source => {
      const puller = new HistoryPuller(peer, channel, store, ended.signal);
      return { name: peer.name, read: () => puller.pull() };
    }),
  ];
  const trimmer = new Trimmer(store, bootMs);
  try {
    await server.start();
    const trouble = new Trouble(log);
    const own: Source = { name: "its own priority", read: () => Promise.resolve().then(yieldToOthers) };
    while (!ended.signal.aborted) {
      // Each time: the host gives all processes of a container one place, soon after its start.
      await trouble.of(own, ended.signal);
      await Promise.all(sources.map((source) => trouble.of(source, ended.signal)));
      if (limits) await trimmer.trim(limits, Date.now(), ended.signal);
      tell({ ...store.seen(), trouble: trouble.now() });
      await delay(everyMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
    return 0;
  } catch (error) {
    if (!isDamage(error)) throw error;
    log("history.damaged", { error: errorText(error) });
    putAside(file);
    return 1;
  } finally {
    server.stop();
    store.close();
  }
}

interface Source {
  readonly name: string;
  readonly read: () => Promise<unknown>;
}

/** Why sources cannot be read. It is logged when it begins, and when it is over. */
class Trouble {
  private readonly words = new Map<string, string>();

  constructor(private readonly log: Log) {}

  /** Reads a source. Rejects only if the history itself is damaged. */
  async of({ name, read }: Source, ended: AbortSignal): Promise<void> {
    try {
      await read();
      if (this.words.delete(name)) this.log("history.recovered", { source: name });
    } catch (error) {
      if (isDamage(error)) throw error;
      if (ended.aborted) return;
      const words = errorText(error);
      if (this.words.get(name) === undefined) this.log("history.failed", { source: name, error: words });
      this.words.set(name, words);
    }
  }

  now = (): Readonly<Record<string, string>> => Object.fromEntries(this.words);
}

function tell(seen: HistorySeen): void {
  // The agent may be gone at any moment; `disconnect` tells.
  process.send?.(seen, undefined, undefined, () => undefined);
}

function yieldToOthers(): void {
  os.setPriority(niceness);
  writeFileSync("/proc/self/oom_score_adj", oomScore);
}
