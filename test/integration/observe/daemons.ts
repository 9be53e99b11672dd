import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { docker, run, until } from "../../../lab/shell";
import { observeImage } from "./tools";

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A port of loopback that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** The real Prometheus and the real Alertmanager, on this machine's loopback and nowhere else. */
export class Daemons {
  private folder = "";
  private readonly names: string[] = [];
  private prometheus = 0;
  private alertmanager = 0;

  /** `files` are seen as /observe; prometheus.yml and alertmanager.yml are among them. */
  async start(files: (alertmanager: string) => Readonly<Record<string, string>>): Promise<void> {
    this.folder = mkdtempSync(path.join(tmpdir(), "ha-dns-observe-"));
    chmodSync(this.folder, 0o755);
    this.prometheus = await freePort();
    this.alertmanager = await freePort();
    for (const [name, text] of Object.entries(files(`127.0.0.1:${this.alertmanager}`)))
      writeFileSync(path.join(this.folder, name), text);
    await this.begin("alertmanager", [
      "prometheus-alertmanager",
      "--config.file=/observe/alertmanager.yml",
      "--storage.path=/tmp/data",
      "--cluster.listen-address=",
      `--web.listen-address=127.0.0.1:${this.alertmanager}`,
    ]);
    await this.begin("prometheus", [
      "prometheus",
      "--config.file=/observe/prometheus.yml",
      "--storage.tsdb.path=/tmp/data",
      `--web.listen-address=127.0.0.1:${this.prometheus}`,
    ]);
    await this.answers(this.alertmanager);
    await this.answers(this.prometheus);
  }

  async stop(): Promise<void> {
    for (const name of this.names) await run("docker", ["rm", "--force", "--volumes", name]);
    if (this.folder) rmSync(this.folder, { recursive: true });
  }

  /** What an expression gives now. Throws if Prometheus does not understand it. */
  async query(expr: string): Promise<readonly Sample[]> {
    const body = new URLSearchParams({ query: expr });
    const response = await fetch(`http://127.0.0.1:${this.prometheus}/api/v1/query`, {
      method: "POST",
      body,
    });
    const answer = (await response.json()) as { error?: string; data?: { result: readonly Sample[] } };
    if (!answer.data) throw new Error(`${expr}: ${answer.error}`);
    return answer.data.result;
  }

  private async begin(what: string, command: readonly string[]): Promise<void> {
    const name = `ha-dns-test-observe-${process.pid}-${what}`;
    this.names.push(name);
    const mount = ["--volume", `${this.folder}:/observe:ro`];
    await docker([
      "run",
      "--detach",
      "--name",
      name,
      "--network",
      "host",
      ...mount,
      await observeImage(),
      ...command,
    ]);
  }

  private async answers(port: number): Promise<void> {
    await until(`a daemon answers on port ${port}`, 30_000, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
      return response?.ok === true;
    });
  }
}
