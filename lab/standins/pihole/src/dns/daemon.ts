import { execFile, spawn, type ChildProcess } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { log } from "../log";

const configFile = "/etc/pihole/dnsmasq.conf";

/** The dnsmasq that answers DNS, as a child process. Its unexpected end is told to `onCrash`. */
export class DnsDaemon {
  private child: ChildProcess | undefined;
  private stopping = false;

  constructor(
    private readonly onCrash: (code: number | null, signal: string | null) => void,
    /** Is given what dnsmasq logs, piece by piece. */
    private readonly onLog: (piece: string) => void,
  ) {}

  get running(): boolean {
    return this.child !== undefined;
  }

  start(config: string): void {
    writeFileSync(configFile, config);
    this.stopping = false;
    const options = ["--keep-in-foreground", `--conf-file=${configFile}`, "--log-facility=-"];
    // A SIGHUP that comes before dnsmasq can handle it would end it: it begins with it ignored.
    const child = spawn("sh", ["-c", 'trap "" HUP; exec dnsmasq "$@"', "dnsmasq", ...options], {
      stdio: ["ignore", "inherit", "pipe"],
    });
    child.stderr?.setEncoding("utf8").on("data", this.onLog);
    child.on("error", (error) => log("ERROR", `dnsmasq: ${error.message}`));
    child.on("close", (code, signal) => {
      this.child = undefined;
      if (!this.stopping) this.onCrash(code, signal);
    });
    this.child = child;
  }

  /** Lets the daemon read its names anew and forget what it has in its cache; it goes on answering. */
  reload(): void {
    this.child?.kill("SIGHUP");
  }

  /** Does the work while the daemon answers nobody, for `ms` milliseconds at least. What is asked meanwhile waits. */
  async hold<T>(ms: number, work: () => T): Promise<T> {
    const child = this.child;
    const from = performance.now();
    child?.kill("SIGSTOP");
    try {
      const outcome = work();
      const left = ms - (performance.now() - from);
      if (left > 1) await delay(left);
      return outcome;
    } finally {
      child?.kill("SIGCONT");
    }
  }

  /** Ends the daemon; by force after a second. */
  async stop(): Promise<void> {
    const child = this.child;
    if (child === undefined) return;
    this.stopping = true;
    const closed = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 1000);
    await closed;
    clearTimeout(force);
  }
}

/** Lets dnsmasq itself judge a config. Gives its complaint, or undefined. */
export function testConfig(config: string): Promise<string | undefined> {
  const file = "/etc/pihole/dnsmasq.conf.temp";
  writeFileSync(file, config);
  return new Promise((resolve) => {
    execFile("dnsmasq", ["--test", `--conf-file=${file}`], { timeout: 5000 }, (error, _out, stderr) => {
      rmSync(file, { force: true });
      resolve(error === null ? undefined : stderr.trim().replace(` of ${file}`, "") || error.message);
    });
  });
}
