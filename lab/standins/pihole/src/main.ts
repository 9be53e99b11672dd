// Stand-in for Pi-hole: DNS by dnsmasq, and a part of Pi-hole's v6 API and settings. Not Pi-hole.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { itemOf } from "./config/items";
import { ConfigStore, Settings } from "./config/store";
import { mostGravityNames } from "./dns/blocked";
import { Ftl, misbehaviorFile } from "./ftl";
import { lookupAt } from "./gravity/download";
import { GravityFiles } from "./gravity/files";
import { Overlap } from "./gravity/overlap";
import { runGravity } from "./gravity/run";
import { log, logLine } from "./log";
import { Misbehavior } from "./misbehavior";

const leftOut = "Regexes, ABP patterns and clients' groups are kept, but change no answer.";
const configFile = "/etc/pihole/pihole.toml";
/** The real one waits for 40 s at least. */
const namesWaitMs = 3_000;

/** The environment, with the web password of a Docker secret, under the image's rules. */
function environment(): NodeJS.ProcessEnv {
  const secret = process.env.WEBPASSWORD_FILE;
  if (secret === undefined || process.env.FTLCONF_webserver_api_password !== undefined) return process.env;
  try {
    const password = readFileSync(`/run/secrets/${secret}`, "utf8").replace(/\n+$/, "");
    return { ...process.env, FTLCONF_webserver_api_password: password };
  } catch (error) {
    log("WARNING", `WEBPASSWORD_FILE: ${String(error)}`);
    return process.env;
  }
}

async function serve(): Promise<void> {
  log("INFO", "This is a STAND-IN for Pi-hole: dnsmasq and a part of the v6 API.");
  log(
    "INFO",
    `It blocks exact domains, and gravity's where they are ${mostGravityNames} or fewer. ${leftOut}`,
  );
  const store = new ConfigStore(configFile);
  for (const line of store.load(environment())) logLine(line);
  const ftl = new Ftl(store, (code, signal) => {
    log("ERROR", `dnsmasq ended unexpectedly (${signal ?? code})`);
    process.exit(1);
  });
  const stop = (): void => {
    log("INFO", "Asked to terminate");
    ftl.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log("ERROR", String(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => ftl.reload());
  writeFileSync("/run/pihole-FTL.pid", String(process.pid));
  await ftl.start();
}

/** `pihole-FTL --config [-q] KEY`: prints a setting; exit code 2 for an unknown one. */
function printSetting(key: string): void {
  const item = itemOf(key);
  if (item === undefined) {
    process.stderr.write(`Unknown config option ${key}\n`);
    process.exit(2);
  }
  const store = new ConfigStore(configFile);
  store.load(process.env);
  const value = store.valueOf(item);
  process.stdout.write(
    `${item.writeOnly ? "********" : Array.isArray(value) ? JSON.stringify(value) : String(value)}\n`,
  );
}

/** `pihole -g`. */
async function gravity(): Promise<void> {
  const store = new ConfigStore(configFile);
  store.load(process.env);
  const port = new Settings(store.all()).number("dns.port");
  if (new Misbehavior(misbehaviorFile).hasNoNames) {
    process.stdout.write("  [✗] DNS resolution is currently unavailable\n  Waiting for DNS resolution...\n");
    await delay(namesWaitMs);
    throw new Error("No DNS resolution available. Please contact support.");
  }
  await runGravity({
    files: new GravityFiles("/etc/pihole"),
    overlap: new Overlap("/run/pihole/gravity"),
    lookup: lookupAt(`127.0.0.1:${port}`),
    say: (text) => process.stdout.write(`${text}\n`),
  });
}

const args = process.argv.slice(2);
if (args[0] === "no-daemon") {
  serve().catch((error: unknown) => {
    log("ERROR", String(error));
    process.exit(1);
  });
} else if (args[0] === "--config" && args.length > 1) {
  printSetting(args.at(-1)!);
} else if (args[0] === "dnsmasq-test-file" && args.length === 2) {
  const { status } = spawnSync("dnsmasq", ["--test", `--conf-file=${args[1]}`], { stdio: "inherit" });
  process.exit(status ?? 1);
} else if (args[0] === "gravity") {
  gravity().catch((error: unknown) => {
    process.stdout.write(`  [✗] ${String(error)}\n`);
    process.exit(1);
  });
} else if (args[0] === "-v" || args[0] === "version") {
  process.stdout.write("v6.4.1 (stand-in)\n");
} else {
  process.stderr.write(
    "usage: pihole-FTL no-daemon | gravity | dnsmasq-test-file FILE | --config [-q] KEY | -v (this is a stand-in for Pi-hole)\n",
  );
  process.exit(1);
}
