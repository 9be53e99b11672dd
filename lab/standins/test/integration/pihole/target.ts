import { docker, run, until } from "../../../../shell";
import { DnsClient } from "../../../../../runtime/agent/probe/dns-client";
import { totpCode } from "../../../../../runtime/agent/pihole/totp";
import { normalise, type Normal } from "./normal";
import { nameOf, rightCode, totpSecret, type Step } from "./requests";

const subnet = "198.18.251";
const network = "ha-dns-conformance";
const password = "lab";

/** FTL tells its uptime to the second. */
const uptimeStepMs = 1000;

/** A Pi-hole in a container of its own, on a network that leads nowhere. */
export class PiholeTarget {
  private readonly address: string;
  private readonly container: string;
  private code: number | undefined;
  private sid = { person: "", app: "" };

  constructor(
    private readonly image: string,
    name: string,
    at: number,
  ) {
    this.container = `ha-dns-conformance-${name}`;
    this.address = `${subnet}.${at}`;
  }

  /** With an empty volume, and names that its first start asks for. */
  async start(): Promise<void> {
    await run("docker", ["network", "create", "--internal", "--subnet", `${subnet}.0/24`, network]);
    await run("docker", ["rm", "--force", "--volumes", this.container]);
    const env = {
      FTLCONF_dns_upstreams: "127.0.0.1#5335",
      FTLCONF_dns_listeningMode: "ALL",
      FTLCONF_dns_rateLimit_count: "0",
      FTLCONF_ntp_sync_active: "false",
      FTLCONF_webserver_api_password: password,
    };
    await docker([
      "run",
      "--detach",
      "--name",
      this.container,
      "--network",
      network,
      "--ip",
      this.address,
      "--add-host",
      "github.com:127.0.0.1",
      "--add-host",
      "raw.githubusercontent.com:127.0.0.1",
      ...Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      this.image,
    ]);
    await until(`${this.container} answers`, 120_000, () => this.isReady());
  }

  /** Makes an app password, and logs in with it; and anew as a person, whom a new password logs out. */
  async logInAsApp(): Promise<void> {
    const made = JSON.parse((await this.ask({ ask: "GET auth/app" })).text) as {
      readonly app: { readonly password: string; readonly hash: string };
    };
    const api = { app_pwhash: made.app.hash };
    const { status, text } = await this.ask({
      ask: "PATCH config",
      json: { config: { webserver: { api } } },
    });
    if (status !== 200) throw new Error(`the app password is refused: ${status} ${text}`);
    this.sid = { person: await this.logIn(password), app: await this.logIn(made.app.password) };
  }

  async stop(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", this.container]);
    await run("docker", ["network", "rm", network]); // Fails as long as another one is on it.
  }

  /** Its answer, without what is another one each time. After a step that restarts it is ready again. */
  async take(step: Step): Promise<Normal> {
    const restarted = step.restarts ? await this.restartAfterThis() : undefined;
    const { status, text } = await (step.patient ? this.askPatiently(step) : this.ask(step));
    await restarted?.();
    return normalise(status, text, step.only);
  }

  /** Its DNS answer: status, and each record's data; a time to live is part of what a client sees. */
  async resolve(question: string): Promise<string> {
    const [name, type] = question.split(" ") as [string, string];
    const options = ["+norecurse", "+time=5", "+retry=0", `@${this.address}`, name, type];
    const { stdout } = await run("docker", ["exec", this.container, "dig", ...options]);
    const status = /status: (\w+)/.exec(stdout)?.[1] ?? "no answer";
    const records = [...stdout.matchAll(/^([^;\s]+)\s+(\d+)\s+IN\s+(\w+)\s+(\S.*)$/gm)];
    const own = (data: string) => (data === this.address ? "(its own address)" : data);
    return [status, ...records.map(([, , ttl, kind, data]) => `${ttl} ${kind} ${own(data!)}`)].join(", ");
  }

  /** Waits until DNS answers for a name that was set a moment ago. */
  answers = (name: string): Promise<unknown> =>
    until(`${this.container} answers for ${name}`, 5_000, async () =>
      (await this.resolve(`${name} A`)).startsWith("NOERROR, "),
    );

  /** Restarts it, and says what its API answers in the moment in which DNS no longer does. */
  async restart(): Promise<string> {
    const restarted = await this.restartAfterThis();
    const dns = new DnsClient(this.address, 53);
    try {
      await this.ask({ ask: "POST action/restartdns" });
      const silent = async () => (await dns.ask("pi.hole", 50)).kind !== "ok";
      await until(`${this.container} is silent`, 5_000, silent, 5);
      return await this.ask({ ask: "GET info/login" }).then(
        ({ status }) => `DNS is silent, the API answers ${status}`,
        () => "DNS and API are silent",
      );
    } finally {
      dns.close();
      await restarted();
    }
  }

  /** What waits for a restart that comes after this moment: without one, the uptime grows with the clock. */
  private async restartAfterThis(): Promise<() => Promise<unknown>> {
    const before = await this.uptime();
    const at = performance.now();
    const isAnother = async () => {
      const elapsed = performance.now() - at;
      return (await this.uptime()) < before + elapsed - uptimeStepMs;
    };
    return () =>
      until(
        `${this.container} has restarted`,
        60_000,
        async () => (await isAnother()) && (await this.isReady()),
      );
  }

  /** A code may be tried once a second. */
  private async askPatiently(step: Step): Promise<{ status: number; text: string }> {
    let answer = await this.ask(step);
    const isLetIn = async () => {
      if (answer.status === 429) answer = await this.ask(step);
      return answer.status !== 429;
    };
    await until(`${nameOf(step)} is let in`, 10_000, isLetIn, 200);
    return answer;
  }

  private async ask({ ask, json, text, by = "person" }: Step): Promise<{ status: number; text: string }> {
    const [method, path] = ask.split(" ") as [string, string];
    const response = await fetch(`http://${this.address}/api/${path}`, {
      method,
      headers: { connection: "close", ...(by === "nobody" ? {} : { "x-ftl-sid": this.sid[by] }) },
      body: text ?? (json === undefined ? undefined : this.written(json)),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, text: await response.text() };
  }

  private written(json: unknown): string {
    const text = JSON.stringify(json);
    if (!text.includes(rightCode)) return text;
    this.code ??= totpCode(totpSecret, Date.now());
    return text.replace(`"${rightCode}"`, String(this.code));
  }

  private async logIn(word: string): Promise<string> {
    const { text } = await this.ask({ ask: "POST auth", json: { password: word }, by: "nobody" });
    return (JSON.parse(text) as { readonly session: { readonly sid: string } }).session.sid;
  }

  private async uptime(): Promise<number> {
    const { status, text } = await this.ask({ ask: "GET info/ftl" });
    if (status !== 200) throw new Error(`info/ftl: ${status}`);
    return (JSON.parse(text) as { ftl: { uptime: number } }).ftl.uptime;
  }

  /** DNS answers, and the lists can be read, which is a second later. */
  private async isReady(): Promise<boolean> {
    const options = ["+short", "+time=1", "+retry=0", "@127.0.0.1", "pi.hole"];
    const dns = await run("docker", ["exec", this.container, "dig", ...options]);
    if (!/^\d+\.\d+\.\d+\.\d+$/m.test(dns.stdout)) return false;
    if (this.sid.person === "") this.sid.person = await this.logIn(password);
    const counts = await this.ask({ ask: "GET info/ftl" });
    return counts.status === 200 && (await this.ask({ ask: "GET groups" })).status === 200;
  }
}
