import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DataConfig } from "../../contract/data-config";
import type { DataState } from "../../contract/data-state";
import { projectPrefix } from "../../contract/names";
import { runCommand, type CommandResult } from "../run-command";
import type { StandbyServices } from "../ports";
import { composeCommand, folderOf, lastLines, projectOf, composeUp, variants } from "./compose-commands";
import { isAlive, listArguments, readContainers, type Container } from "./containers";
import { judgeServices, strays } from "./judge-services";
import { mountTrouble, zfsArguments } from "./mounted";
import { errorText } from "../../contract/error-text";

type ServiceConfig = DataConfig["services"][number];

/** The host, as far as services need it. */
export interface ServiceHost {
  readonly run: typeof runCommand;
  /** Text of a file; "" if there is none. */
  readonly read: (file: string) => Promise<string>;
}

const thisHost: ServiceHost = {
  run: runCommand,
  read: async (file) => {
    try {
      return await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  },
};

/** ms. A start waits for health checks where compose.yaml says so; a question to Docker or ZFS is short. */
const startMs = 300_000;
const askMs = 10_000;
const pollMs = 100;
/** Of the time for stopping, what services have to end by themselves; the rest is for killing them, and seeing it. */
const graceShare = 0.5;

/** Standby services by compose and Docker's command line. One start or stop at a time; a stop ends a start. */
export class ComposeServices implements StandbyServices {
  private wanted = false;
  private readonly trouble = new Map<string, string>();
  private starting: { readonly done: Promise<void>; readonly abort: AbortController } | undefined;
  private stopping = 0;
  private variant: readonly string[] | undefined;

  constructor(
    private readonly config: readonly ServiceConfig[],
    private readonly host: ServiceHost = thisHost,
  ) {}

  async start(signal: AbortSignal): Promise<void> {
    if (this.stopping > 0) throw new Error("services are being stopped");
    if (this.starting) throw new Error("services are being started");
    const abort = new AbortController();
    this.wanted = true;
    const done = this.startAll(AbortSignal.any([signal, abort.signal]));
    this.starting = { done, abort };
    try {
      await done;
    } finally {
      this.starting = undefined;
    }
  }

  async stop(deadlineMs: number): Promise<void> {
    const end = performance.now() + deadlineMs;
    this.stopping += 1;
    this.wanted = false;
    try {
      this.starting?.abort.abort(new Error("services are to stop"));
      await this.starting?.done.catch(() => undefined); // Its caller is told.
      this.trouble.clear();
      // Where even that fails, killing may not: it is asked next, and then seen.
      await this.askToStop(Math.max(1000, Math.floor((end - performance.now()) * graceShare))).catch(
        () => undefined,
      );
      await this.killUntilNoneRuns(end);
    } finally {
      this.stopping -= 1;
    }
  }

  async look(): Promise<DataState["services"]> {
    const containers = await this.list().catch((error: Error) => error);
    if (containers instanceof Error)
      return this.config.map(({ name }) => ({ name, state: "failed", reason: containers.message }));
    const left = strays(this.config, containers, projectPrefix).map(({ project }) => project);
    return [
      ...this.config.map((service) => this.judged(service, containers, this.starting !== undefined)),
      ...[...new Set(left)].map((project) => ({
        name: project.slice(projectPrefix.length),
        state: "failed" as const,
        reason: "runs, and is declared no longer",
      })),
    ];
  }

  private judged(service: ServiceConfig, containers: readonly Container[], busy: boolean) {
    const mine = containers.filter(({ project }) => project === projectOf(service));
    const trouble = this.trouble.get(service.name) ?? "";
    return judgeServices(service, mine, { wanted: this.wanted, busy, trouble });
  }

  private async startAll(signal: AbortSignal): Promise<void> {
    await this.stopStrays();
    const containers = await this.list();
    const due = this.config.filter((service) => {
      const { state } = this.judged(service, containers, false);
      return state !== "running" && state !== "starting";
    });
    const failures: string[] = [];
    await Promise.all(
      due.map(async (service) => {
        try {
          await this.startOne(service, signal);
          this.trouble.delete(service.name);
        } catch (error) {
          const reason = errorText(error);
          if (!signal.aborted) this.trouble.set(service.name, reason);
          failures.push(`${service.name}: ${reason}`);
        }
      }),
    );
    if (failures.length > 0) throw new Error(failures.join("; "));
  }

  private async startOne(service: ServiceConfig, signal: AbortSignal): Promise<void> {
    const variant = await this.findCompose();
    const missing = await this.missingImages(service);
    if (missing.length > 0)
      throw new Error(
        `${missing.join(", ")} is not on this host: pulumi up brings it; nothing is pulled now`,
      );
    // Last, so that as little as can be passes between the look and the start.
    const notMounted = await this.mountTrouble(service);
    if (notMounted !== "") throw new Error(notMounted);
    signal.throwIfAborted();
    const [program, ...args] = composeCommand(variant, service, ...composeUp);
    const result = await this.host.run(program!, args, { signal, deadlineMs: startMs });
    signal.throwIfAborted(); // It may have ended well all the same.
    if (result.code !== 0) throw new Error(await this.explain(service, result));
  }

  private async missingImages({ images }: ServiceConfig): Promise<string[]> {
    const all = [...new Set(Object.values(images))];
    const results = await Promise.all(
      all.map(async (image) => ({ image, ...(await this.ask("docker", ["image", "inspect", image])) })),
    );
    for (const { code, stderr } of results)
      if (code !== 0 && !/no such (image|object)/i.test(stderr)) throw new Error(stderr.trim().slice(-300));
    return results.filter(({ code }) => code !== 0).map(({ image }) => image);
  }

  private async mountTrouble({ datasets }: ServiceConfig): Promise<string> {
    const { code, stdout, stderr } = await this.ask("zfs", zfsArguments(datasets));
    if (code !== 0) return `zfs does not tell of ${datasets.join(", ")}: ${stderr.trim().slice(-300)}`;
    return mountTrouble(datasets, stdout, await this.host.read("/proc/self/mounts"));
  }

  private async explain(service: ServiceConfig, { code, stderr }: CommandResult): Promise<string> {
    const environment = await this.host.read(path.join(folderOf(service), ".env"));
    return `compose up ended with ${code}: ${lastLines(stderr, environment)}`;
  }

  /** Where compose does not do it in time, killing is next. */
  private async askToStop(graceMs: number): Promise<void> {
    const containers = (await this.list(graceMs)).filter(isAlive);
    const seconds = String(Math.max(1, Math.floor(graceMs / 1000)));
    const running = this.config.filter((service) =>
      containers.some(({ project }) => project === projectOf(service)),
    );
    const left = strays(this.config, containers, projectPrefix).map(({ id }) => id);
    const commands = [
      ...(running.length > 0 ? await this.composeStops(running, seconds) : []),
      ...(left.length > 0 ? [["docker", "stop", "--time", seconds, ...left]] : []),
    ];
    await Promise.allSettled(
      commands.map(([program, ...args]) => this.host.run(program!, args, { deadlineMs: graceMs })),
    );
  }

  private async composeStops(services: readonly ServiceConfig[], seconds: string) {
    const variant = await this.findCompose().catch(() => undefined);
    return variant
      ? services.map((service) => composeCommand(variant, service, "stop", "--timeout", seconds))
      : [];
  }

  /** What was created and does not run yet may be about to: Docker ends a start that is under way before it removes. */
  private async killUntilNoneRuns(end: number): Promise<void> {
    for (;;) {
      const ours = this.ours(await this.list(Math.max(1000, end - performance.now())));
      const alive = ours.filter(isAlive);
      const created = ours.filter(({ state }) => state === "created");
      if (alive.length === 0 && created.length === 0) return;
      if (performance.now() > end)
        throw new Error(
          `still there: ${ours.map((it) => `${it.project} ${it.service} (${it.status})`).join(", ")}`,
        );
      await Promise.allSettled([
        ...(alive.length > 0 ? [this.ask("docker", ["kill", ...alive.map(({ id }) => id)])] : []),
        ...(created.length > 0
          ? [this.ask("docker", ["rm", "--force", ...created.map(({ id }) => id)])]
          : []),
      ]);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  private async stopStrays(): Promise<void> {
    const left = strays(this.config, await this.list(), projectPrefix);
    if (left.length > 0) await this.ask("docker", ["stop", ...left.map(({ id }) => id)], 30_000);
  }

  /** Those of the declared services, and of earlier ones. */
  private ours(containers: readonly Container[]): Container[] {
    const projects = new Set(this.config.map(projectOf));
    return containers.filter(({ project, revision }) => projects.has(project) || revision !== "");
  }

  private async list(deadlineMs = askMs): Promise<Container[]> {
    const { code, stdout, stderr } = await this.ask("docker", listArguments, deadlineMs);
    if (code !== 0) throw new Error(`Docker does not tell what runs: ${stderr.trim().slice(-300)}`);
    return readContainers(stdout);
  }

  private async findCompose(): Promise<readonly string[]> {
    if (this.variant) return this.variant;
    for (const variant of variants) {
      const [program, ...args] = variant;
      const result = await this.ask(program!, [...args, "version"]).catch(() => undefined);
      if (result?.code === 0) return (this.variant = variant);
    }
    throw new Error("neither docker compose nor docker-compose is on this host: pulumi up brings it");
  }

  private ask(program: string, args: readonly string[], deadlineMs = askMs): Promise<CommandResult> {
    return this.host.run(program, args, { deadlineMs });
  }
}
