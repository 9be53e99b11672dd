import { request } from "node:http";
import { z } from "zod";
import { ask } from "../../../runtime/agent/http/http-ask";
import type { Answer, Question } from "../pihole-protocol";

const usualDeadlineMs = 5_000;
const longest = 64 * 1024 * 1024;
const login = z.object({ session: z.object({ valid: z.boolean(), sid: z.string().nullable() }) });

/** Pi-hole's API at several addresses, as a browser has it: a session for each, made when it is first needed. */
export class PiholeApi {
  private readonly sessions = new Map<string, Promise<string>>();

  constructor(
    private readonly password: string,
    private readonly webPort = 80,
  ) {}

  /** Rejects if there is no whole answer in time. */
  async ask(question: Question): Promise<Answer> {
    if (question.port !== undefined) return send(question, question.port);
    const answer = await this.askWeb(question, await this.session(question.address));
    if (answer.status !== 401) return answer;
    // The VIP may be another node's by now, or Pi-hole a new one.
    this.sessions.delete(question.address);
    return this.askWeb(question, await this.session(question.address));
  }

  /** Gives the seats back. */
  async leave(): Promise<void> {
    const seats = [...this.sessions];
    this.sessions.clear();
    await Promise.allSettled(
      seats.map(async ([address, sid]) =>
        this.askWeb({ address, method: "DELETE", path: "/api/auth", deadlineMs: 2_000 }, await sid),
      ),
    );
  }

  private askWeb = (question: Question, sid?: string) => send(question, this.webPort, sid);

  private session(address: string): Promise<string> {
    const known = this.sessions.get(address);
    if (known) return known;
    const made = this.login(address);
    this.sessions.set(address, made);
    made.catch(() => this.sessions.delete(address));
    return made;
  }

  private async login(address: string): Promise<string> {
    const body = { password: this.password };
    const { status, text } = await this.askWeb({ address, method: "POST", path: "/api/auth", body });
    if (status === 200) {
      const { session } = login.parse(JSON.parse(text));
      if (session.valid) return session.sid ?? "";
    }
    throw new Error(`${address} let nobody log in: ${status} ${text.slice(0, 200)}`);
  }
}

/** A connection for each request: what FTL writes after a gravity run would be taken for the next answer. */
function send(question: Question, port: number, sid = ""): Promise<Answer> {
  const { address, method, path, body, deadlineMs = usualDeadlineMs } = question;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    connection: "close",
    ...(sid === "" ? {} : { "x-ftl-sid": sid }),
    ...(text === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  const options = { host: address, port, method, path, agent: false as const, headers };
  return ask(request, options, text, { deadlineMs, longest });
}
