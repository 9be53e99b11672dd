import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ownImage } from "../../../lab/deploy/program-images";
import { prepareContext as prepareInternet } from "../../../lab/images/internet/context";
import { prepareContext as preparePihole } from "../../../lab/standins/pihole/bundle";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { buildImage } from "../../../lab/cluster/images";

const root = path.join(__dirname, "../../..");
const network = "ha-dns-test-images";
const subnet = "198.18.73";

export const at = {
  root: `${subnet}.10`,
  tld: `${subnet}.20`,
  zones: `${subnet}.30`,
  unbound: `${subnet}.53`,
  pihole: `${subnet}.60`,
} as const;

const names = {
  internet: "ha-dns-test-internet",
  unbound: "ha-dns-test-unbound",
  pihole: "ha-dns-test-pihole",
} as const;

const unboundConf = `server:
  username: "unbound"
  chroot: ""
  pidfile: ""
  use-syslog: no
  interface: 0.0.0.0
  port: 5335
  do-ip6: no
  access-control: 0.0.0.0/0 allow
  root-hints: "/export/root.hints"
  trust-anchor-file: "/export/root.key"
  harden-referral-path: yes
  harden-dnssec-stripped: yes
  aggressive-nsec: yes
  use-caps-for-id: yes
`;

/** The lab's internet, a validating Unbound and the Pi-hole stand-in, on a network of their own. */
export class Scratch {
  private folder = "";
  private image = { internet: "", unbound: "", pihole: "" };

  /** Builds what is missing and starts it. */
  async start(): Promise<void> {
    await this.stop();
    this.folder = await mkdtemp(path.join(tmpdir(), "ha-dns-test-"));
    const progress = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), progress, process.execPath);
    const context = (name: string) => path.join(this.folder, "context", name);
    await prepareInternet(context("internet"));
    await preparePihole(context("pihole"));
    const [debian, node] = [bases.debian.local, bases.node.local];
    this.image = {
      internet: await buildImage({ name: "internet", context: context("internet"), base: debian }, progress),
      pihole: await buildImage({ name: "pihole", context: context("pihole"), base: node }, progress),
      unbound: await ownImage("unbound", root, bases, progress),
    };
    await docker(["network", "create", "--internal", "--subnet", `${subnet}.0/24`, network]);
    await this.startInternet();
    await this.startUnbound();
    await this.startPihole();
  }

  async stop(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", ...Object.values(names)]);
    await run("docker", ["network", "rm", network]);
    if (this.folder !== "") await rm(this.folder, { recursive: true, force: true });
  }

  private container(name: keyof typeof names, address: string, options: readonly string[]): Promise<string> {
    const place = ["--name", names[name], "--network", network, "--ip", address];
    return docker(["run", "--detach", ...place, ...options, this.image[name]]);
  }

  async startInternet(): Promise<void> {
    const env = { ROOT_ADDR: at.root, TLD_ADDR: at.tld, ZONES_ADDR: at.zones };
    await this.container("internet", at.root, [
      "--cap-add",
      "NET_ADMIN",
      "--volume",
      `${this.folder}/export:/export`,
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ]);
    await until("the internet answers", 30_000, async () => (await this.internetHealthy()) === 0);
  }

  private internetHealthy = async (): Promise<number> =>
    (await run("docker", ["exec", names.internet, "entrypoint.sh", "healthy"])).code;

  /** The internet's trust anchor, as it was exported. */
  rootKey = (): Promise<string> => docker(["exec", names.internet, "cat", "/export/root.key"]);

  async restartInternet(): Promise<void> {
    await docker(["rm", "--force", names.internet]);
    await this.startInternet();
  }

  private async startUnbound(): Promise<void> {
    await docker([
      "create",
      "--name",
      names.unbound,
      "--network",
      network,
      "--ip",
      at.unbound,
      "--volume",
      `${this.folder}/export:/export:ro`,
      this.image.unbound,
    ]);
    await writeFile(path.join(this.folder, "unbound.conf"), unboundConf);
    await docker([
      "cp",
      path.join(this.folder, "unbound.conf"),
      `${names.unbound}:/etc/unbound/unbound.conf`,
    ]);
    await docker(["start", names.unbound]);
  }

  /** Starts the stand-in anew with further environment; its data folder stays. */
  async startPihole(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await run("docker", ["rm", "--force", names.pihole]);
    const all = {
      FTLCONF_dns_upstreams: `${at.unbound}#5335`,
      FTLCONF_dns_listeningMode: "ALL",
      FTLCONF_dns_rateLimit_count: "0",
      FTLCONF_webserver_api_password: "lab",
      ...env,
    };
    await this.container("pihole", at.pihole, [
      "--volume",
      `${this.folder}/pihole:/etc/pihole`,
      ...Object.entries(all).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    ]);
    await this.piholeAnswers();
  }

  piholeAnswers = (): Promise<unknown> =>
    until("the stand-in answers", 20_000, async () => {
      const { answers } = await this.ask(at.pihole, "pi.hole");
      return answers.includes(at.pihole);
    });

  /** Asks a server for a name's address, from the stand-in's container (dig there is as in the real image). */
  async ask(server: string, name: string, port = 53): Promise<Answer> {
    const options = [
      "+dnssec",
      "+noadditional",
      "+time=3",
      "+retry=0",
      "-p",
      String(port),
      `@${server}`,
      name,
      "A",
    ];

    const { stdout } = await run("docker", ["exec", names.pihole, "dig", ...options]);
    return {
      status: /status: (\w+)/.exec(stdout)?.[1] ?? "none",
      authentic: /^;; Flags:.*\bad\b/m.test(stdout),
      answers: [...stdout.matchAll(/^\S+\s+\d+\s+IN\s+A\s+(\S+)$/gm)].map((match) => match[1]!),
    };
  }

  pihole = (args: readonly string[]) => run("docker", ["exec", names.pihole, ...args]);
  piholeLog = async (): Promise<string> => {
    const { stdout, stderr } = await run("docker", ["logs", names.pihole]);
    return stdout + stderr;
  };
  /** Stops or restarts the stand-in's container; or waits for its end and gives its exit code. */
  piholeContainer = (verb: "stop" | "start" | "wait"): Promise<string> => docker([verb, names.pihole]);
}

export interface Answer {
  readonly status: string;
  /** The AD flag: the resolver has validated it. */
  readonly authentic: boolean;
  readonly answers: readonly string[];
}
