import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathsUnder, type Paths } from "../../runtime/agent/agent-paths";
import type { Status } from "../../runtime/agent/snapshot";
import { piholeWebPort, statusPort } from "../../runtime/contract/files";
import { unboundPort } from "../../runtime/contract/names";
import { writeImageContext } from "../../runtime/image/context";
import { agentConfig } from "../unit/runtime/agent/sample";
import { probeTimes } from "../../components/render/agent-config-file";
import { until as untilSo } from "../../lab/shell";

/** Addresses in the namespace; nothing leaves it. */
export const addresses = {
  node: "192.168.8.251",
  unbound: "192.168.8.253",
  attackers: Array.from({ length: 8 }, (_, i) => `192.168.8.${66 + i}`),
};

export interface Memory {
  readonly nowMb: number;
  readonly mostMb: number;
}

/** A real agent, bundled as in the image, with a stand-in for Pi-hole and Unbound. Runs in a network namespace. */
export class NodeUnderAttack {
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "attack-"));
  readonly paths: Paths = pathsUnder(this.folder);
  private agent: ChildProcess | undefined;
  private standIn: ChildProcess | undefined;

  /** `program`: another agent.js than this checkout's. */
  async start(program?: string): Promise<void> {
    const { paths } = this;
    for (const file of [
      paths.role,
      paths.channelKey,
      paths.agentConfig,
      path.join(paths.pihole, "x"),
      path.join(paths.dnsmasq, "x"),
      path.join(paths.agentData, "x"),
    ])
      fs.mkdirSync(path.dirname(file), { recursive: true });
    for (const file of [paths.channelKey, paths.sessionKey])
      fs.writeFileSync(file, "ab".repeat(32), { mode: 0o600 });
    fs.writeFileSync(paths.piholePassword, "a password of the test", { mode: 0o600 });
    fs.writeFileSync(path.join(paths.pihole, "pihole.toml"), "");
    // A leader without a peer keeps its VIP whatever its DNS does.
    fs.writeFileSync(paths.vrrpState, "BACKUP\n");
    fs.writeFileSync(paths.agentConfig, JSON.stringify(config));
    const context = path.join(this.folder, "image");
    if (program === undefined) writeImageContext(context);
    this.standIn = fork(path.join(__dirname, "stand-in.ts"), [
      addresses.unbound,
      String(unboundPort),
      String(piholeWebPort),
    ]);
    await once(this.standIn, "message");
    this.agent = spawn(process.execPath, [program ?? path.join(context, "agent.js"), "run"], {
      env: { ...process.env, HA_DNS_ROOT: this.folder },
      stdio: ["ignore", fs.openSync(path.join(this.folder, "log"), "w"), "inherit"],
    });
    await until("the node is healthy", 20_000, () => this.health() === "0");
    await until("the status answers", 20_000, async () => (await this.status()) !== undefined);
  }

  async stop(): Promise<void> {
    if (this.agent) {
      this.agent.kill("SIGTERM");
      await Promise.race([once(this.agent, "exit"), new Promise((resolve) => setTimeout(resolve, 5_000))]);
      this.agent.kill("SIGKILL");
    }
    this.standIn?.disconnect();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** keepalived's word. */
  says(state: "MASTER" | "BACKUP"): void {
    fs.writeFileSync(this.paths.vrrpState, `${state}\n`);
  }

  /** The agent's process. */
  signal(signal: NodeJS.Signals): void {
    this.agent?.kill(signal);
  }

  /** The process that faces the LAN. */
  doorsPid(): number | undefined {
    const pid = this.agent!.pid!;
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    const doors = children.find(
      (child) => child !== "" && fs.readFileSync(`/proc/${child}/cmdline`, "utf8").includes("\0doors"),
    );
    return doors === undefined ? undefined : Number(doors);
  }

  health = (): string => fs.readFileSync(this.paths.health, "utf8").trim();
  log = (): string => fs.readFileSync(path.join(this.folder, "log"), "utf8");

  /** As a person on the node asks; undefined if there is no answer within a second. */
  async status(): Promise<Status | undefined> {
    try {
      const signal = AbortSignal.timeout(1_000);
      const response = await fetch(`http://127.0.0.1:${statusPort}/status`, { signal });
      return response.ok ? ((await response.json()) as Status) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Makes Pi-hole hang; resolves to the ms until keepalived is told, or undefined if it is not within 30 s. */
  async hang(): Promise<number | undefined> {
    const begun = performance.now();
    await this.tell("silence");
    try {
      await until("the fault", 30_000, () => this.health() === "1");
      return performance.now() - begun;
    } catch {
      return undefined;
    }
  }

  async recover(): Promise<void> {
    await this.tell("answer");
    await until("the node is healthy again", 60_000, () => this.health() === "0");
  }

  async counts(): Promise<{ logIns: number; mostUnderWay: number }> {
    const told = once(this.standIn!, "message");
    this.standIn!.send("counts");
    return ((await told) as [{ logIns: number; mostUnderWay: number }])[0];
  }

  /** Of the agent, and of the child of it that faces the LAN, if it has one. */
  memory(): { agent: Memory; doors: Memory | undefined } {
    const doors = this.doorsPid();
    return { agent: memoryOf(this.agent!.pid!), doors: doors === undefined ? undefined : memoryOf(doors) };
  }

  private async tell(word: string): Promise<void> {
    const told = once(this.standIn!, "message");
    this.standIn!.send(word);
    await told;
  }
}

const config = {
  ...agentConfig,
  podAddress: addresses.node,
  unboundAddress: addresses.unbound,
  peers: [],
  probe: probeTimes,
};

function memoryOf(pid: number): Memory {
  const text = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  const mb = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s*(\\d+)`).exec(text)?.[1]) / 1024);
  return { nowMb: mb("VmRSS"), mostMb: mb("VmHWM") };
}

/** Looks often: what is waited for is measured. */
export const until = (what: string, ms: number, done: () => boolean | Promise<boolean>): Promise<true> =>
  untilSo(what, ms, done, 5);
