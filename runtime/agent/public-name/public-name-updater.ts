import path from "node:path";
import type { AgentConfig } from "../../contract/agent-config";
import { unboundPort } from "../../contract/names";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import { failureOf, type Failure } from "../notify/failure";
import { knownSchema, Names } from "../notify/kept-addresses";
import { send, type HttpRequest } from "../notify/request";
import type { Paths } from "../agent-paths";
import { acceptedSchema, type Accepted } from "./accepted";
import { publicAddress } from "./address";
import { confirmMs, decide, lookMs, newestAccepted, waitAfter } from "./when-to-update";
import { publicNameFiles, type NameConfig } from "./name-files";
import { providers } from "./providers";

const tickMs = 5_000;
const requestMs = 10_000;

/** The public name as this node knows it. Times are in ms of Unix time. */
export interface PublicNameSeen {
  readonly name: string;
  readonly accepted: Accepted | undefined;
  /** Why the name is not up to date as far as this node, the leader, knows; empty if it is. */
  readonly trouble: string;
  /** Somebody has to change something. */
  readonly final: boolean;
  /** Undefined if nothing fails. */
  readonly failingSince: number | undefined;
}

/**
 * Keeps a public DNS name at the house's address (dynamic DNS). Only the leader does so. It tells its peers which address
 * the provider accepted, so that the next leader does not publish it again.
 */
export class PublicNameUpdater {
  private readonly files;
  private readonly kept: JsonFile<Accepted>;
  private own: Accepted | undefined;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private nextAt = -Infinity;
  private before = "";
  private failures = 0;
  private failure: Failure | undefined;
  private failingSince: number | undefined;
  private readonly abort = new AbortController();

  constructor(
    paths: Pick<Paths, "publicName" | "publicNameToken" | "agentData">,
    private readonly options: {
      readonly leads: () => boolean;
      /** What the peers have had accepted. */
      readonly peers: () => readonly (Accepted | undefined)[];
      readonly send: (request: HttpRequest, signal: AbortSignal) => Promise<string>;
      readonly log: Log;
      readonly now?: () => number;
      readonly everyMs?: number;
    },
  ) {
    this.files = publicNameFiles(paths, () => this.afresh(), options.log);
    this.kept = new JsonFile(path.join(paths.agentData, "public-name.json"), acceptedSchema);
  }

  start(): void {
    if (!this.files.start()) return;
    this.own = this.kept.load();
    this.timer = setInterval(() => this.tick(), this.options.everyMs ?? tickMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.files.stop();
    this.abort.abort();
    await this.working;
  }

  /** Undefined if there is none. */
  seen(): PublicNameSeen | undefined {
    const config = this.files.current();
    if (!config) return undefined;
    return {
      name: config.file.name,
      accepted: this.accepted(config),
      trouble: this.failure?.message ?? "",
      final: this.failure?.final ?? false,
      failingSince: this.failingSince,
    };
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private accepted = ({ of }: NameConfig): Accepted | undefined =>
    newestAccepted(of, [this.own, ...this.options.peers()]);

  /** The config has changed, or another node leads: earlier failures no longer count. */
  private afresh(): void {
    this.nextAt = -Infinity;
    this.failures = 0;
    this.failure = undefined;
    this.failingSince = undefined;
    this.before = "";
  }

  private tick(): void {
    const config = this.files.current();
    if (!config || this.working) return;
    if (!this.options.leads()) return this.afresh();
    if (this.now() < this.nextAt) return;
    this.working = this.look(config).finally(() => (this.working = undefined));
  }

  private async look(config: NameConfig): Promise<void> {
    try {
      const waitMs = await this.bringUpToDate(config);
      // A deployment has replaced the config meanwhile: this result is for the earlier one.
      if (this.files.current() !== config) return;
      if (this.failure) this.options.log("public-name.recovered");
      [this.failures, this.failure, this.failingSince] = [0, undefined, undefined];
      this.nextAt = this.now() + waitMs;
    } catch (error) {
      if (this.files.current() !== config || this.abort.signal.aborted) return;
      const failure = failureOf(error);
      if (failure.message !== this.failure?.message)
        this.options.log("public-name.failed", { error: failure.message });
      this.failure = failure;
      this.failures += 1;
      this.failingSince ??= this.now();
      this.nextAt = this.now() + waitAfter(failure, this.failures);
    }
  }

  /** Resolves to how long to wait until the next look, in ms. */
  private async bringUpToDate(config: NameConfig): Promise<number> {
    const { file, token } = config;
    const ask = (request: HttpRequest) =>
      this.options.send(request, AbortSignal.any([this.abort.signal, AbortSignal.timeout(requestMs)]));
    const get = (url: string) => ask({ url, method: "GET", headers: {}, body: "" });
    const address = await publicAddress(file.sources, get);
    const { publish, againMs } = providers[file.provider];
    const accepted = this.accepted(config);
    const todo = decide({ accepted, address, before: this.before, againMs, now: this.now() });
    this.before = address;
    if (todo === "confirm") return confirmMs;
    // Another node may lead by now.
    if (todo === "publish" && this.options.leads()) {
      const changed = await publish({ file, token, address }, ask);
      this.own = { of: config.of, address, at: this.now() };
      this.kept.save(this.own);
      this.options.log("public-name.accepted", { name: file.name, address, changed });
    }
    return lookMs;
  }
}

/** Sends requests; resolves host names by the nodes' Unbounds, not by the container's resolver. */
export function sendBy(
  config: Pick<AgentConfig, "unboundAddress" | "peers">,
  paths: Pick<Paths, "agentData">,
): (request: HttpRequest, signal: AbortSignal) => Promise<string> {
  const names = new Names({
    resolvers: [config, ...config.peers].map(({ unboundAddress }) => `${unboundAddress}:${unboundPort}`),
    local: "127.0.0.1:53",
    known: new JsonFile(path.join(paths.agentData, "public-name-hosts.json"), knownSchema, 0o600),
    now: Date.now,
  });
  return (request, signal) => send(request, { names, signal, now: Date.now });
}
