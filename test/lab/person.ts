import { names } from "../../lab/settings";
import { must } from "../../lab/shell";

interface Sent {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Shown {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  /** The whole header of the cookie that is set; empty if none is. */
  readonly cookie: string;
}

// Read from stdin, so that no password is in an argument list. The page's certificate is looked at in another test.
const program = `
const sent = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const { request } = require("node:https");
const options = { host: sent.host, method: sent.method, path: sent.path, headers: sent.headers, rejectUnauthorized: false, timeout: 10000 };
request(options, (answer) => {
  let text = "";
  answer.setEncoding("utf8").on("data", (piece) => (text += piece)).on("end", () => console.log(JSON.stringify({
    status: answer.statusCode, text, location: answer.headers.location ?? "", cookie: (answer.headers["set-cookie"] ?? [""])[0],
  })));
}).end(sent.body);`;

/** Somebody on the lab's client with the page open at one address, over https. */
export class Person {
  cookie = "";

  constructor(readonly host: string) {}

  get = (path: string): Promise<Shown> => this.send("GET", path, {}, "");

  /** As a browser sends a form of this page's; `origin` is another site's where that is tried. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    origin = `https://${this.host}`,
  ): Promise<Shown> {
    const headers = { origin, "content-type": "application/x-www-form-urlencoded" };
    return this.send("POST", path, headers, new URLSearchParams(fields).toString());
  }

  /** The hidden fields of the form by which an action is confirmed. */
  async form(path: string): Promise<Record<string, string>> {
    const { text } = await this.get(path);
    const fields = [...text.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)];
    return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
  }

  /** Confirms an action. */
  press = async (path: string): Promise<Shown> => this.post("/ha-dns/act", await this.form(path));

  private async send(
    method: string,
    path: string,
    more: Readonly<Record<string, string>>,
    body: string,
  ): Promise<Shown> {
    const headers = { ...more, cookie: this.cookie, "content-length": String(Buffer.byteLength(body)) };
    const sent: Sent = { host: this.host, method, path, headers, body };
    const command = ["exec", "-i", names.client, "node", "-e", program];
    const shown = JSON.parse(
      await must("docker", command, { stdin: JSON.stringify(sent), timeoutMs: 20_000 }),
    ) as Shown;
    if (shown.cookie) this.cookie = shown.cookie.split(";")[0]!;
    return shown;
  }
}
