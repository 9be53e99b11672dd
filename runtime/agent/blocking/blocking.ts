import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentConfig } from "../../contract/agent-config";
import { withoutGravity } from "../../contract/files";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import type { PiholeClient } from "../pihole/pihole-client";
import type { DnsClient } from "../probe/dns-client";
import { replaceFile } from "../../common/text-file";
import { gravityText, type GravityParts } from "../sync/apply/gravity-run";
import { restarting, type RestartParts } from "../sync/apply/restart-watch";
import { lookAtApi } from "./api-look";
import { BlockingWatch } from "./blocking-watch";
import type { Cure } from "./cure";
import { Healer } from "./healer";
import { lookInChild } from "./look-child";
import type { BlockingVerdict } from "./blocking-verdict";

export interface BlockingContext extends RestartParts {
  readonly config: Pick<AgentConfig, "podAddress" | "vip">;
  readonly paths: Paths;
  readonly pihole: Pick<PiholeClient, "ask" | "text">;
  readonly dns: Pick<DnsClient, "ask">;
  readonly folder: GravityParts["folder"];
  /** DNS answers now, as the probes say. */
  readonly healthy: () => boolean;
  readonly leads: () => boolean;
  readonly otherServes: () => boolean;
  readonly log: Log;
  readonly now: () => number;
}

/** What the agent knows of this node's blocking. */
export interface BlockingSeen extends BlockingVerdict {
  readonly domains: number | undefined;
  readonly healing: Cure | undefined;
  readonly sinceMs: number;
}

const hostTakesMs = 60_000;
const lookMs = 500;

/** Whether this node's Pi-hole blocks what it should, and its healing where it does not. */
export class Blocking {
  private readonly watch: BlockingWatch;
  private readonly healer: Healer;

  constructor(context: BlockingContext) {
    const { config, paths, pihole, dns, folder, log, now } = context;
    this.watch = new BlockingWatch({
      api: (signal) => lookAtApi(pihole, signal),
      dns,
      own: ["127.0.0.1", config.podAddress, config.vip],
      file: path.join(paths.pihole, "gravity.db"),
      look: lookInChild,
      answers: context.healthy,
      log,
      now,
    });
    this.healer = new Healer({
      verdict: () => this.watch.seen(),
      fileIsBad: () => this.watch.fileIsBad(),
      mayRestart: () => !context.leads() && context.otherServes(),
      gravity: (signal) => gravityText({ pihole, folder }, signal),
      restart: async (signal) => {
        const question = { method: "POST", path: "/api/action/restartdns" } as const;
        await restarting(context, () => pihole.ask(question), signal);
        this.forget();
      },
      anew: async (signal) => {
        await made(paths.restartPihole, signal);
        this.forget();
      },
      log,
      now,
    });
  }

  start(): void {
    this.watch.start();
    this.healer.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.watch.stop(), this.healer.stop()]);
  }

  /** Pi-hole was silent: what was known may be otherwise. */
  forget(): void {
    this.watch.forget();
  }

  seen(): BlockingSeen {
    const { watch, healer } = this;
    return {
      ...watch.seen(),
      domains: watch.domains(),
      healing: healer.seen(),
      sinceMs: watch.sinceMs(),
    };
  }
}

/** Asks the host, and waits until it has taken the request. */
async function made(request: string, signal: AbortSignal): Promise<void> {
  replaceFile(request, withoutGravity);
  const end = performance.now() + hostTakesMs;
  while (existsSync(request)) {
    if (performance.now() > end)
      throw new Error("the host does not take the request: is ha-dns.service running there?");
    await delay(lookMs, undefined, { signal });
  }
}
