import { authEndpoints } from "../../../../../../lab/standins/pihole/src/api/auth";
import { reply, type Auth, type Endpoint } from "../../../../../../lab/standins/pihole/src/api/exchange";
import { LoginLimit } from "../../../../../../lab/standins/pihole/src/api/login-limit";
import { hashPassword } from "../../../../../../lab/standins/pihole/src/api/password";
import { SecondFactor } from "../../../../../../lab/standins/pihole/src/api/second-factor";
import { apiListener, type Credentials } from "../../../../../../lab/standins/pihole/src/api/server";
import { Sessions } from "../../../../../../lab/standins/pihole/src/api/sessions";
import { PersonSeats } from "../../../../../../runtime/agent/pihole/person-seats";
import { EndedSessions, type Ended } from "../../../../../../runtime/agent/guard/session/ended";
import { sessionKey } from "../../../../../../runtime/agent/guard/session/session-key";
import { PageSessions } from "../../../../../../runtime/agent/guard/session/page-sessions";
import { Seats } from "../../../../../../runtime/agent/guard/session/seats";
import type { GuardOptions } from "../../../../../../runtime/agent/guard/guard";
import type { Role } from "../../../../../../runtime/agent/role";
import { guarded, piholeWith } from "../support";

export const password = "right";
export const appPassword = "app";

/** What the nodes have in common; a test changes it. */
export interface Cluster {
  totpSecret: string;
  /** Seconds by which the nodes' clocks are ahead. */
  later: number;
}

/** One node: the stand-in's own sessions and log-in, a page like Pi-hole's, and the guard before them. */
export class Node {
  port = 0;
  /** Of Pi-hole itself, behind the guard. */
  upstream = 0;
  sessions = new Sessions(() => this.seconds(), { seats: 4, timeout: 1800 });
  /** How often anybody has logged in. */
  logins = 0;
  readonly told: Ended[] = [];
  readonly ended: EndedSessions;
  /** What Pi-hole was asked, beside log-ins. */
  readonly asked: string[] = [];

  private constructor(private readonly cluster: Cluster) {
    let kept: Ended | undefined;
    const file = { load: () => kept, save: (ended: Ended) => (kept = ended) };
    this.ended = new EndedSessions(
      file,
      (ended) => this.told.push(ended),
      () => this.seconds(),
    );
  }

  static async start(
    cluster: Cluster,
    role: Role = "leader",
    /** More of the guard, by the port of this node's Pi-hole. */
    options: (piholePort: number) => Partial<GuardOptions> = () => ({}),
  ): Promise<Node> {
    const node = new Node(cluster);
    const upstream = await node.pihole();
    node.upstream = upstream;
    const source = new PersonSeats(upstream, {
      password: () => password,
      totpSecret: () => cluster.totpSecret,
    });
    const sessions = new PageSessions({
      key: () =>
        sessionKey(Buffer.from("cluster"), { password, totpSecret: cluster.totpSecret, appHash: "" }),
      // Each look is a second after the one before: nothing is taken for known.
      seats: new Seats(source, () => (node.now += 1_001)),
      ended: node.ended,
      seatOf: source.seatOf,
      nowSeconds: () => node.seconds(),
      log: () => undefined,
    });
    node.port = (await guarded(upstream, role, { sessions, ...options(upstream) })).port;
    return node;
  }

  /** As after kill -9. */
  loseSessions = (): void => this.sessions.closeAll();

  private now = 0;
  private readonly seconds = (): number => Math.floor(Date.now() / 1000) + this.cluster.later;

  private async pihole(): Promise<number> {
    const hashes = { pwhash: await hashPassword(password), app_pwhash: await hashPassword(appPassword) };
    const domains: Endpoint = {
      method: "POST",
      path: "domains/deny/exact",
      auth: true,
      handle: () => reply(201, {}),
    };
    const groups: Endpoint = {
      ...domains,
      method: "GET",
      path: "groups",
      handle: () => reply(200, { groups: [] }),
    };
    const auth = authEndpoints({
      sessions: this.sessions,
      limit: new LoginLimit(this.seconds),
      secondFactor: new SecondFactor(() => this.cluster.totpSecret, this.seconds),
      hash: (name) => hashes[name],
    }).map((endpoint) =>
      endpoint.method === "POST" ? { ...endpoint, handle: this.counted(endpoint) } : endpoint,
    );
    const api = apiListener([...auth, domains, groups], (credentials) => this.who(credentials));
    return piholeWith((request, response) => {
      if (!request.url?.startsWith("/admin")) {
        this.asked.push(`${request.method} ${request.url}`);
        return api(request, response);
      }
      const sid = request.headers["x-ftl-sid"];
      const session = typeof sid === "string" ? this.sessions.use(sid) : undefined;
      if (!session && request.url !== "/admin/login")
        return void response.writeHead(302, { location: "/admin/login" }).end();
      response.setHeader("content-type", "text/html; charset=utf-8");
      if (session)
        response.setHeader("set-cookie", `sid=${session.sid}; SameSite=Lax; Path=/; Max-Age=1800; HttpOnly`);
      response.end(`<html><meta name="csrf-token" content="${session?.csrf ?? ""}"><body>page</body></html>`);
    });
  }

  private counted =
    (endpoint: Endpoint): Endpoint["handle"] =>
    (request) => {
      this.logins++;
      return endpoint.handle(request);
    };

  private who({ sid, cookieSid, csrf }: Credentials): Auth {
    const session = this.sessions.use(sid ?? cookieSid ?? "");
    if (!session) return { kind: "none", message: "session unknown" };
    if (sid === undefined && session.csrf !== csrf) return { kind: "none", message: "CSRF token mismatch" };
    return { kind: "session", session, seconds: this.sessions.remaining(session) };
  }
}

/** A browser: it keeps the cookie, and takes the word for its requests from the last page. */
export class Browser {
  cookie = "";
  csrf = "";
  page = "";

  async go(node: Node, path: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${node.port}${path}`, {
      headers: { cookie: `theme=dark; ${this.cookie}`, "accept-encoding": "gzip" },
      redirect: "manual",
    });
    this.take(response);
    this.page = await response.text();
    this.csrf = /csrf-token" content="([^"]*)"/.exec(this.page)?.[1] ?? "";
    return response.status;
  }

  async ask(node: Node, method: string, path: string, body?: unknown, csrf = this.csrf): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${node.port}${path}`, {
      method,
      headers: { cookie: this.cookie, "x-csrf-token": csrf },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: "manual",
    });
    this.take(response);
    return response;
  }

  async logIn(node: Node, totp?: number, word = password): Promise<Response> {
    const response = await this.ask(node, "POST", "/api/auth", { password: word, totp });
    await this.go(node, "/admin/");
    return response;
  }

  private take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      this.cookie = /max-age=-1/i.test(line) ? "" : pair;
    }
  }
}
