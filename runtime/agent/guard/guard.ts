import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Log } from "../log";
import type { Role } from "../role";
import { clusterAnswer, dhcpAnswer, followerAnswer } from "./answers";
import type { Alteration } from "./alteration";
import { CertificateFile, type Certificate } from "./certificate";
import { refusalOf } from "./decision";
import { withoutRestart } from "./deferred-restart";
import { addsDhcpLine, bytesToSee, switchesDhcpOn } from "./dhcp";
import { clientOf, forward, type Outcome, type Upstream } from "./forward";
import { limit, serverOptions, type Exchange } from "./limits";
import { Listener } from "./listener";
import { script, scriptPath, withScript } from "./page";
import { peek } from "./peek";
import { reply } from "./reply";
import type { PageSessions } from "./session/page-sessions";
import { Turns } from "./turns";

export interface GuardOptions {
  /** Asked for each request. */
  readonly role: () => Role;
  readonly vip: string;
  /** Asked for each request: does somebody else restart Pi-hole where a setting needs it? */
  readonly restartsLater: () => boolean;
  /** Pi-hole's web server, plain HTTP. */
  readonly upstream: Upstream;
  /** An IPv4 address; 0.0.0.0 for all, so that the VIP is one of them whenever it is here. */
  readonly address: string;
  readonly ports: { readonly http: number; readonly https: number };
  /** Holds people's sessions for the cluster; absent where a guard is to do without. */
  readonly sessions?: Pick<PageSessions, "admit">;
  /** Files with a key and a certificate in PEM; the first that is there counts. */
  readonly certificates: readonly string[];
  /** How often these are looked at; default 10,000. */
  readonly certificateEveryMs?: number;
}

/** Requests since the start, by what became of them. */
export type GuardCounts = Readonly<Record<"passed" | "refused" | "failed" | "abandoned", number>>;

/** Answers for Pi-hole's web server: passes everything on, but a change only where this node leads. */
export class Guard {
  private readonly http: Listener;
  private https: Listener | undefined;
  private tls: TlsServer | undefined;
  private readonly certificate: CertificateFile;
  private readonly turns = new Turns<Socket>();
  private readonly exchanges = new WeakMap<Socket, Exchange>();
  private readonly count = { passed: 0, refused: 0, failed: 0, abandoned: 0 };
  private trouble = "";

  constructor(
    private readonly options: GuardOptions,
    private readonly log: Log,
  ) {
    this.http = this.listener(createServer(serverOptions), options.ports.http);
    this.certificate = new CertificateFile(
      options.certificates,
      (certificate) => this.useCertificate(certificate),
      log,
      options.certificateEveryMs ?? 10_000,
    );
  }

  /** Resolves when both ports have been tried; from then on they are looked after. Never rejects. */
  async start(): Promise<void> {
    await Promise.all([this.http.start(), this.certificate.start()]);
  }

  /** Closes the ports and every connection. */
  stop(): void {
    this.certificate.stop();
    this.http.stop();
    this.https?.stop();
  }

  counts(): GuardCounts {
    return { ...this.count };
  }

  /** Where it listens; undefined: not yet. */
  ports(): { readonly http: number | undefined; readonly https: number | undefined } {
    return { http: this.http.port(), https: this.https?.port() };
  }

  private useCertificate(certificate: Certificate): void {
    if (this.tls !== undefined) return this.tls.setSecureContext(certificate);
    this.tls = createTlsServer({ ...serverOptions, handshakeTimeout: 10_000, ...certificate });
    this.https = this.listener(this.tls, this.options.ports.https);
    void this.https.start();
  }

  private listener(server: ReturnType<typeof createServer> | TlsServer, port: number): Listener {
    const serve =
      (waits: boolean): RequestListener =>
      (request, response) =>
        void this.turns.take(request.socket, () => this.serve(request, response, waits));
    server.on("request", serve(false));
    server.on("checkContinue", serve(true));
    limit(server, (socket) => this.exchanges.get(socket));
    return new Listener(server, this.options.address, port, this.log);
  }

  /** `waits`: the client sends the body only when it is told to. Never rejects. */
  private async serve(request: IncomingMessage, response: ServerResponse, waits: boolean): Promise<void> {
    const { socket } = request;
    if (socket.destroyed) return;
    const started = performance.now();
    const { role, vip, upstream } = this.options;
    const { method = "", url = "" } = request;
    const took = (): number => (performance.now() - started) / 1000;
    this.exchanges.set(socket, { request, response });
    try {
      const refusal = refusalOf(role(), method, url);
      if (refusal !== undefined) {
        const answer = refusal === "cluster" ? clusterAnswer(took()) : followerAnswer(vip, took());
        return await this.refuse(request, response, answer, waits);
      }
      if (method === "GET" && url.split("?")[0] === scriptPath)
        return await this.say(request, response, {
          status: 200,
          type: "text/javascript; charset=utf-8",
          body: script,
        });
      if (waits) response.writeContinue();
      const bytes = bytesToSee(method, url);
      const head = bytes > 0 ? await peek(request, bytes) : undefined;
      const type = request.headers["content-type"] ?? "";
      if (addsDhcpLine(method, url) || (head && switchesDhcpOn(method, type, head)))
        return await this.refuse(request, response, dhcpAnswer(took()), false);
      if (this.options.restartsLater()) request.url = withoutRestart(method, url);
      const alteration = await this.alteration(request, url);
      const outcome = await forward(request, response, upstream, vip, head, alteration);
      this.count[outcome.kind]++;
      this.judge(outcome);
    } catch (error) {
      if (socket.destroyed) return void this.count.abandoned++;
      this.log("guard.request-failed", { error: error instanceof Error ? error.message : String(error) });
      response.destroy();
    } finally {
      this.exchanges.delete(socket);
    }
  }

  private async alteration(request: IncomingMessage, target: string): Promise<Alteration | undefined> {
    const { role, sessions } = this.options;
    const decorate = (page: string): string => (role() === "follower" ? withScript(page) : page);
    const { method = "", rawHeaders: headers } = request;
    return sessions?.admit({ method, target, headers, address: clientOf(request) }, decorate);
  }

  private refuse(...args: Parameters<typeof reply>): Promise<void> {
    this.count.refused++;
    return this.say(...args);
  }

  private say(...args: Parameters<typeof reply>): Promise<void> {
    return new Promise((resolve) => {
      args[1].once("close", resolve);
      reply(...args);
    });
  }

  /** Tells when Pi-hole begins to fail, and when that is over. */
  private judge(outcome: Outcome): void {
    const trouble = outcome.kind === "failed" ? outcome.cause : "";
    if (outcome.kind === "abandoned" || trouble === this.trouble) return;
    if (trouble) this.log("guard.upstream-failed", { error: trouble });
    else this.log("guard.upstream-recovered");
    this.trouble = trouble;
  }
}
