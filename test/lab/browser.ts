import { names } from "../../lab/settings";
import { must } from "../../lab/shell";
import { totpCode } from "../../runtime/agent/pihole/totp";
import { z } from "zod";

/** A request, with all that a browser or an app sends along. */
interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** The value of the session's cookie, if one is set. */
  readonly cookie: string | null;
}

// Read from stdin, so that no password is in an argument list.
const program = `
const [sent] = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
fetch(sent.url, { ...sent, signal: AbortSignal.timeout(10_000) }).then(async (answer) => {
  const cookie = /(?:^|,\\s*)sid=([^;]*)/.exec(answer.headers.get("set-cookie") ?? "")?.[1] ?? null;
  console.log(JSON.stringify({ status: answer.status, text: await answer.text(), cookie }));
});`;

const login = z.object({ session: z.object({ valid: z.boolean(), csrf: z.string().nullable() }) });

/** A person's browser on the lab's client, logged in at one address: it holds the cookie and nothing else. */
export class Browser {
  private cookie = "";
  private csrf = "";

  constructor(private readonly address: string) {}

  /** Logs in; the status of the answer. A code is valid once, so one that was used is not tried again. */
  async logIn(password: string, totpSecret?: string): Promise<number> {
    const second = totpSecret === undefined ? {} : { totp: totpCode(totpSecret, Date.now()) };
    const answer = await this.send("POST", "/api/auth", { password, ...second });
    if (answer.status === 200) {
      this.csrf = login.parse(JSON.parse(answer.text)).session.csrf ?? "";
      this.cookie = answer.cookie ?? "";
    }
    return answer.status;
  }

  /** Rejects if the address does not answer. */
  send(method: string, path: string, body?: unknown): Promise<Answer> {
    const session: Record<string, string> =
      this.cookie === "" ? {} : { cookie: `sid=${this.cookie}`, "x-csrf-token": this.csrf };
    return exchange({
      url: `http://${this.address}${path}`,
      method,
      headers: { "content-type": "application/json", ...session },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** Whether it is logged in. */
  isIn = async (): Promise<boolean> => (await this.send("GET", "/api/groups")).status === 200;
}

async function exchange(sent: Sent): Promise<Answer> {
  const command = ["exec", "-i", names.client, "node", "-e", program];
  const options = { stdin: JSON.stringify([sent]), timeoutMs: 20_000 };
  return JSON.parse(await must("docker", command, options)) as Answer;
}
