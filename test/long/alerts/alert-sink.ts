import path from "node:path";
import { build } from "esbuild";
import { Progress } from "../../../lab/progress";
import { names, type LabSettings } from "../../../lab/settings";
import { docker, must } from "../../../lab/shell";
import { ensureContainer } from "../../../lab/cluster/container";
import { labIdentity } from "../../../lab/cluster/identity";
import { issueServer, makeAuthority } from "../../../providers/page-certificate/x509";

export interface Got {
  /** In ms since 1970. */
  readonly at: number;
  readonly channel: "ntfy" | "hook" | "mail";
  /** Body or mail, decoded. */
  readonly text: string;
}

export const sinkHost = "alert-sink.example";
const container = `${names.prefix}alert-sink`;
const day = 24 * 60 * 60_000;

/** Servers on the internet's side that alerts are sent to: HTTPS and SMTP, by a name of the lab's internet. */
export class AlertSink {
  private constructor(
    /** Of the authority that its certificate is by, in PEM. */
    readonly ca: string,
  ) {}

  static async start(lab: LabSettings, password: string): Promise<AlertSink> {
    const image = (
      await docker(["container", "inspect", "--format", "{{.Config.Image}}", names.client])
    ).trim();
    const options = ["--init", "--network", names.wan, "--ip", lab.wan.sink];
    const spec = {
      name: container,
      image,
      options: [...options, "--cap-add", "NET_ADMIN", "--env", `ROUTER=${lab.wan.router}`],
    };
    await ensureContainer(spec, await labIdentity(lab.folder), new Progress());
    const validity = {
      from: new Date(Date.now() - 2 * 365 * day),
      until: new Date(Date.now() + 10 * 365 * day),
    };
    const certified = { names: [sinkHost], addresses: [] };
    const authority = makeAuthority("the sink's", certified, validity);
    const { key, certificate } = issueServer(authority, sinkHost, certified, validity);
    await docker(["exec", container, "sh", "-c", "rm -rf /sink; mkdir /sink; touch /sink/got.jsonl"]);
    for (const [name, text] of [
      ["key.pem", key],
      ["cert.pem", certificate],
      ["password", password],
      ["sink.js", await program()],
    ] as const)
      await must("docker", ["exec", "-i", container, "sh", "-c", `cat > /sink/${name}`], { stdin: text });
    await docker(["exec", "-d", container, "sh", "-c", "exec node /sink/sink.js > /sink/log 2>&1"]);
    return new AlertSink(authority.certificate);
  }

  async got(): Promise<Got[]> {
    const lines = await docker(["exec", container, "cat", "/sink/got.jsonl"]);
    return lines
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const got = JSON.parse(line) as Got;
        return { ...got, text: got.channel === "mail" ? decoded(got.text) : got.text };
      });
  }

  async stop(): Promise<void> {
    await docker(["rm", "--force", "--volumes", container]);
  }
}

async function program(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, "sink-program.ts")],
    bundle: true,
    platform: "node",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

/** Of a mail with one part, what that says. */
function decoded(mail: string): string {
  const [head = "", ...body] = mail.split("\r\n\r\n");
  const text = body.join("\r\n\r\n");
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(text, "base64").toString("utf8");
  const bytes = text
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
