import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { allEndpoints } from "./api/all";
import { Blocking } from "./api/blocking";
import type { Auth } from "./api/exchange";
import { hashPassword, isPassword } from "./api/password";
import { apiListener, type Credentials } from "./api/server";
import { Sessions, type Session } from "./api/sessions";
import type { Item, Value } from "./config/item";
import { Settings, type ConfigStore } from "./config/store";
import { nothingBlocked } from "./dns/blocked";
import { DnsDaemon, testConfig } from "./dns/daemon";
import { HostsFile } from "./dns/hosts-file";
import { lacksNetAdmin } from "./dns/capability";
import { QueryCounts } from "./dns/query-counts";
import { RecordedQueries } from "./dns/recorded-queries";
import { QueryLog } from "./dns/query-log";
import { renderDnsmasq, type Surroundings } from "./dns/render";
import { Lists } from "./lists";
import { log } from "./log";
import { Misbehavior } from "./misbehavior";
import { Listeners } from "./web/listeners";
import { httpsPort, parsePorts, type WebPort } from "./web/ports";

const piholeFolder = "/etc/pihole";
export const misbehaviorFile = "/etc/pihole/stand-in-misbehaves.json";
const leasesFile = "/etc/pihole/dhcp.leases";
const gravityFile = "/etc/pihole/gravity.db";
const sessionsFile = "/etc/pihole/stand-in-sessions.json";
/**
 * As measured on a real one, in ms: DNS is silent at once after a change that restarts; the API still answers for a
 * while, and then both are silent, for longer where the last start was a moment ago.
 */
const restartTakes = { webLonger: 300, silence: 400, silenceAgain: 2500, again: 2000 };

/** A request that writes so many rows that DNS waits for so long is one that a real one may stall for, in ms. */
const bulkMs = 15;

/** The stand-in's whole: DNS, web server, and what ties them to the settings. */
export class Ftl {
  private readonly daemon: DnsDaemon;
  private readonly listeners: Listeners;
  private readonly sessions: Sessions;
  private readonly blocking: Blocking;
  private rowChanges = 0;
  private readonly lists: Lists;
  private readonly hostsFile = new HostsFile();
  private readonly counts = new QueryCounts();
  private readonly recorded = new RecordedQueries();
  /** Of queries: the real one writes each to a file; a container's log is no place for hundreds a second. */
  private logging = { ignoresLocalhost: false, all: false };
  private readonly misbehavior = new Misbehavior(misbehaviorFile);
  private ports: readonly WebPort[] = [];
  private hangs = false;
  private restarting = false;
  private startedAt = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: ConfigStore,
    onCrash: (code: number | null, signal: string | null) => void,
  ) {
    const queryLog = new QueryLog({
      counts: this.counts,
      recorded: this.recorded,
      ignoresLocalhost: () => this.logging.ignoresLocalhost,
      other: (line) => process.stderr.write(`${line}\n`),
    });
    this.daemon = new DnsDaemon(onCrash, (piece) => {
      queryLog.take(piece);
      if (this.logging.all) process.stderr.write(piece);
    });
    this.sessions = new Sessions(() => Math.floor(Date.now() / 1000), { seats: 16, timeout: 1800 });
    this.blocking = new Blocking({
      isActive: () => this.settings().flag("dns.blocking.active"),
      setActive: (active) => {
        this.store.install(new Map([["dns.blocking.active", active]]));
        this.refreshNames();
      },
      dnsRuns: () => this.daemon.running || this.restarting,
    });
    this.lists = new Lists({
      file: gravityFile,
      whileDnsWaits: (ms, work) =>
        this.daemon.hold(ms < bulkMs ? ms : Math.max(ms, this.misbehavior.stallMs), work),
      changed: () => this.refreshNames(),
      isLocked: () => {
        const every = this.misbehavior.lockedEvery;
        return every > 0 && ++this.rowChanges % every === 0;
      },
    });
    const endpoints = allEndpoints({
      store,
      sessions: this.sessions,
      blocking: this.blocking,
      lists: this.lists,
      queries: this.counts,
      recorded: this.recorded,
      dnsRuns: () => this.daemon.running || this.restarting,
      httpsPort: () => httpsPort(this.ports),
      uptimeMs: () => performance.now() - this.startedAt,
      judge: (values) => testConfig(renderDnsmasq(new Settings(values), surroundings())),
      apply: (changed, values) => this.apply(changed, values),
      restart: (reason) => this.restart(reason),
      gravityCommand: ["pihole", "-g"],
      leasesFile,
    });
    this.listeners = new Listeners(
      apiListener(
        endpoints,
        (credentials) => this.authenticate(credentials),
        (method, path) => this.misbehavior.of(method, path),
      ),
    );
  }

  async start(): Promise<void> {
    await this.takePassword();
    this.restoreSessions();
    await this.open();
  }

  /** Ends DNS and web in an orderly way; sessions survive it. Never ends where a restart hung. */
  async stop(): Promise<void> {
    if (this.hangs) return new Promise(() => undefined);
    this.blocking.cancel();
    await this.close();
    writeFileSync(sessionsFile, JSON.stringify(this.sessions.dump()), { mode: 0o600 });
  }

  /** Forgets the cached answers and reads dnsmasq's servers-file again, as FTL does on SIGHUP; goes on answering. */
  reload(): void {
    log("INFO", "Flushing cache and re-reading config");
    this.daemon.reload();
  }

  private readLogging(settings: Settings): void {
    this.logging = {
      ignoresLocalhost: settings.flag("dns.ignoreLocalhost"),
      all: settings.flag("misc.extraLogging"),
    };
  }

  private settings(): Settings {
    return new Settings(this.store.all());
  }

  private async close(): Promise<void> {
    await Promise.all([this.daemon.stop(), this.listeners.close()]);
    this.lists.close();
  }

  /** Lets DNS answer as settings and lists say, local names and blocked ones. */
  private refreshNames(): void {
    const settings = this.settings();
    const blocked = settings.flag("dns.blocking.active") ? this.lists.blocked() : nothingBlocked;
    if (this.hostsFile.update(settings.list("dns.hosts"), blocked)) this.daemon.reload();
  }

  /** As measured twice: neither DNS nor web come back, and SIGTERM does nothing. */
  private hang(): void {
    log("ERROR", "The stand-in was told to hang at this restart");
    this.hangs = true;
    setInterval(() => undefined, 1 << 30); // Nothing else keeps the process.
  }

  private async open(): Promise<void> {
    const settings = this.settings();
    this.assertStartable(settings);
    const seats = settings.number("webserver.api.max_sessions");
    this.sessions.configure({ seats, timeout: settings.number("webserver.session.timeout") });
    warnOfRateLimit(settings);
    if (this.misbehavior.narrowsFiles) narrowFiles();
    const dayShare = Math.min(1, settings.number("webserver.api.maxHistory") / 86_400);
    await delay(this.misbehavior.importMs * dayShare);
    this.lists.open(this.misbehavior.zerosMs);
    this.refreshNames();
    mkdirSync("/etc/dnsmasq.d", { recursive: true });
    this.startedAt = performance.now();
    this.readLogging(settings);
    this.daemon.start(renderDnsmasq(settings, surroundings()));
    log("INFO", `########## FTL started on ${hostname()}! ##########`);
    try {
      this.ports = parsePorts(settings.text("webserver.port"));
      await this.listeners.open(this.ports, settings.text("webserver.tls.cert"));
    } catch (error) {
      log("ERROR", `Start of webserver failed, no web interface: ${String(error)}`);
    }
  }

  /** As the real one: a setting with which it cannot run ends it at each of its starts. */
  private assertStartable(settings: Settings): void {
    const key = this.misbehavior.fatalSettings.find(([key, value]) => settings.text(key) === value)?.[0];
    const withoutDhcp = settings.flag("dhcp.active") && lacksNetAdmin();
    if (key === undefined && !withoutDhcp) return;
    log("ERROR", key ? `Cannot start with this ${key}` : "process is missing required capability NET_ADMIN");
    process.exit(1);
  }

  /** Restarts DNS and web in this process, one restart after another. */
  private restart(reason: string): void {
    const stopAndStart = async (): Promise<void> => {
      log("INFO", `Restarting FTL: ${reason}`);
      this.restarting = true;
      const again = performance.now() - this.startedAt < restartTakes.again;
      const hangs = this.misbehavior.hangsAtRestart;
      // In the hangs that were seen, this line was missing from FTL's log.
      if (!hangs) log("INFO", `Asked to terminate by "pihole-FTL no-daemon" (PID ${process.pid})`);
      await this.daemon.stop();
      await delay(restartTakes.webLonger);
      await this.close();
      if (hangs) return this.hang();
      log("INFO", "########## FTL terminated (internal restart)! ##########");
      await delay(again ? restartTakes.silenceAgain : restartTakes.silence);
      await this.open();
      this.restarting = false;
    };
    this.turn = this.turn
      .then(stopAndStart)
      .catch((error: unknown) => log("ERROR", `Restart failed: ${String(error)}`));
  }

  private async apply(
    changed: readonly Item[],
    values: ReadonlyMap<string, Value>,
  ): Promise<{ restart: boolean }> {
    const before = this.settings();
    const install = new Map(values);
    const password = install.get("webserver.api.password");
    install.delete("webserver.api.password");
    if (password !== undefined) install.set("webserver.api.pwhash", await hashPassword(String(password)));
    this.store.install(install);
    const after = this.settings();
    this.readLogging(after);
    const keys = new Set(changed.map((item) => item.key));
    if (keys.has("dns.hosts") || keys.has("dns.blocking.active")) this.refreshNames();
    if (keys.has("dns.rateLimit.count")) warnOfRateLimit(after);
    if (changed.some((item) => item.sessionReset)) this.sessions.closeAll();
    const lessPrivate = after.number("misc.privacylevel") < before.number("misc.privacylevel");
    return { restart: lessPrivate || changed.some((item) => item.restart) };
  }

  private authenticate({ sid, cookieSid, csrf }: Credentials): Auth {
    if (this.settings().text("webserver.api.pwhash") === "") return { kind: "open" };
    const given = sid ?? cookieSid;
    if (given === undefined) return { kind: "none", message: "no SID provided" };
    const session = this.sessions.use(given);
    if (session === undefined) return { kind: "none", message: "session unknown" };
    if (sid === undefined && session.csrf !== csrf)
      return { kind: "none", message: "Cookie authentication without CSRF token" };
    return { kind: "session", session, seconds: this.sessions.remaining(session) };
  }

  /** Keeps the hash of the environment's password; without any password makes one up and logs it, as the image does. */
  private async takePassword(): Promise<void> {
    const known = this.settings().text("webserver.api.pwhash");
    let password = this.store.takePassword();
    if (password === undefined && known === "") {
      password = randomBytes(6).toString("base64url");
      log("INFO", `No password set in environment or config file, assigning random password: ${password}`);
    }
    if (password !== undefined && !(await isPassword(password, known))) {
      this.store.install(new Map([["webserver.api.pwhash", await hashPassword(password)]]));
    }
    this.store.save();
  }

  private restoreSessions(): void {
    try {
      const saved = JSON.parse(readFileSync(sessionsFile, "utf8")) as Session[];
      rmSync(sessionsFile);
      if (this.settings().flag("webserver.session.restore")) this.sessions.restore(saved);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      log("WARNING", `Cannot restore sessions: ${String(error)}`);
    }
  }
}

/** Pi-hole's start script does so: a list that lies here cannot be read by who downloads lists. */
function narrowFiles(): void {
  for (const entry of readdirSync(piholeFolder, { withFileTypes: true }))
    if (entry.isFile()) chmodSync(path.join(piholeFolder, entry.name), 0o640);
}

function warnOfRateLimit(settings: Settings): void {
  const count = settings.number("dns.rateLimit.count");
  if (count !== 0)
    log("WARNING", `The stand-in limits no client's rate: dns.rateLimit.count ${count} has no effect`);
}

function surroundings(): Surroundings {
  const routes = readFileSync("/proc/net/route", "utf8").split("\n").slice(1);
  const gateway = routes.map((line) => line.split("\t")).find((fields) => fields[1] === "00000000");
  return { interfaces: Object.keys(networkInterfaces()), gatewayInterface: gateway?.[0] ?? "eth0" };
}
