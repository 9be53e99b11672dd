import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import { X509Certificate } from "node:crypto";
import { TLSSocket } from "node:tls";
import type { Log } from "../../common/log";
import type { FolderWatch } from "../sync/leader/folder-watch";
import type { Role } from "../role";
import { addressOf, ConnectionGate, isOneOf, putBefore, type OnRefused } from "../http/connection-gate";
import { goneSignal } from "../http/gone-signal";
import { Admission } from "./admission";
import { clusterAnswer, dhcpAnswer, followerAnswer, type GuardAnswer } from "./guard-answers";
import type { Alteration } from "./alteration";
import type { Carrier } from "./carry/carrier";
import { CertificateFile, type Certificate } from "./certificate";
import { isBelow, refusalBeforeBody } from "./decision";
import { withoutRestart } from "./deferred-restart";
import { addsDhcpLine, bringsSettings, switchesDhcpOn } from "./dhcp-settings";
import { clientOf, forward, type ForwardOutcome, type Upstream } from "./forward";
import { connections, limit, serverOptions, type OpenRequest } from "./request-limits";
import { Listener } from "./listener";
import { LogIns } from "./log-ins";
import type { OwnPages } from "./own-pages";
import { refusalScript, scriptPath, withScript } from "./refusal-script";
import { isTold, reply } from "./reply";
import type { Pace } from "./pace";
import { rowChangeOf } from "./rows/change";
import { Rows } from "./rows/rows";
import type { PageSessions } from "./session/page-sessions";
import { Turns } from "./turns";
import { errorText } from "../../contract/error-text";

/** A page that Pi-hole does not see. */
export interface OwnPage {
  /** Whether a request is for it; `target` is the request's, as it came. */
  readonly owns: (target: string) => boolean;
  /** Resolves when the answer is over. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export interface GuardOptions {
  /** Asked for each request. */
  readonly role: () => Role;
  readonly vip: string;
  /** Asked for each request: does somebody else restart Pi-hole where a setting needs it? */
  readonly restartsLater: () => boolean;
  /** Asked for each request that would switch DHCP on: does the cluster serve it anyway? Absent: no. */
  readonly servesDhcp?: () => boolean;
  /** Pi-hole's web server, plain HTTP. */
  readonly upstream: Upstream;
  /** An address; 0.0.0.0 or :: for all, so that the VIP is one of them whenever it is here. */
  readonly address: string;
  readonly ports: { readonly http: number; readonly https: number };
  /** Addresses for which there are always connections left. */
  readonly peers?: readonly string[];
  /** Is told of connections that are ended for being too many, or for pipelining. */
  readonly onRefused?: OnRefused;
  /** Default 15,000. */
  readonly bodyDeadlineMs?: number;
  /** Keeps changes from following each other faster than DNS can bear; absent if a guard is to do without. */
  readonly pace?: Pick<Pace, "turn" | "breathe">;
  /** Pi-hole's folder, which tells whether gravity is being built; absent if a guard is to do without. */
  readonly folder?: Pick<FolderWatch, "gravityRuns" | "runEnded">;
  /** The cluster's own page; absent if a guard is to do without. */
  readonly page?: OwnPage;
  /** Holds people's sessions for the cluster; absent if a guard is to do without. */
  readonly sessions?: Pick<PageSessions, "admit">;
  /** The pages on which people log in and steer; absent if a guard is to do without. */
  readonly steering?: OwnPages;
  /** Has the leader make changes that come while this node follows; absent: they are refused. */
  readonly carrier?: Pick<Carrier, "takes" | "answer">;
  /** Lets log-ins through one by one; the pages' own are of the same queue. */
  readonly logIns?: LogIns;
  /** Files with a key and a certificate in PEM; the first that is there counts. */
  readonly certificates: readonly string[];
  /** How often these are looked at; default 10,000. */
  readonly certificateEveryMs?: number;
}

/** Requests since the start, by what became of them. */
export type GuardCounts = Readonly<Record<"passed" | "refused" | "failed" | "abandoned", number>>;

/** Answers for Pi-hole's web server: passes everything on, but a change only if this node leads. */
export class Guard {
  private readonly http: Listener;
  private https: Listener | undefined;
  private tls: TlsServer | undefined;
  private readonly certificate: CertificateFile;
  private readonly turns = new Turns<Socket>();
  private readonly exchanges = new WeakMap<Socket, OpenRequest>();
  private readonly latest = new WeakMap<Socket, ServerResponse>();
  private readonly logIns: LogIns;
  private isCertified: (name: string) => boolean = () => false;
  private readonly admission: Admission;
  private readonly rows: Rows | undefined;
  private readonly count = { passed: 0, refused: 0, failed: 0, abandoned: 0 };
  private trouble = "";

  constructor(
    private readonly options: GuardOptions,
    private readonly log: Log,
  ) {
    this.logIns = options.logIns ?? new LogIns();
    this.admission = new Admission(this.logIns, options.bodyDeadlineMs);
    const { upstream, vip, pace, folder } = options;
    this.rows = folder && pace && new Rows({ upstream, vip, pace, folder });
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
    this.logIns.stop();
  }

  counts(): GuardCounts {
    return { ...this.count };
  }

  /** Where it listens; undefined: not yet. */
  ports(): { readonly http: number | undefined; readonly https: number | undefined } {
    return { http: this.http.port(), https: this.https?.port() };
  }

  private useCertificate(certificate: Certificate): void {
    if (this.tls === undefined) {
      this.tls = createTlsServer({ ...serverOptions, handshakeTimeout: 10_000, ...certificate });
      this.https = this.listener(this.tls, this.options.ports.https);
      void this.https.start();
    } else this.tls.setSecureContext(certificate);
    const shown = new X509Certificate(certificate.cert);
    this.isCertified = (name) => shown.checkHost(name) !== undefined || shown.checkIP(name) !== undefined;
  }

  private listener(server: ReturnType<typeof createServer> | TlsServer, port: number): Listener {
    const serve =
      (waits: boolean): RequestListener =>
      (request, response) => {
        const { socket } = request;
        if (this.isPipelined(socket, response)) {
          if (!socket.destroyed) this.options.onRefused?.(addressOf(socket));
          return void socket.destroy();
        }
        void this.turns.take(request.socket, () => this.serve(request, response, waits));
      };
    server.on("request", serve(false));
    server.on("checkContinue", serve(true));
    limit(server, (socket) => this.exchanges.get(socket));
    putBefore(
      server,
      new ConnectionGate({ ...connections, isKnown: isOneOf(this.options.peers ?? []) }),
      this.options.onRefused,
    );
    return new Listener(server, this.options.address, port, this.log);
  }

  /**
   * Whether a request came while the client cannot have the answer to the one before. No browser does that, and each
   * such request would be kept. One that has its answer before its own body has ended may go on behind that.
   */
  private isPipelined(socket: Socket, response: ServerResponse): boolean {
    const before = this.latest.get(socket);
    if (before !== undefined && !before.writableFinished && !isTold(before)) return true;
    this.latest.set(socket, response);
    return false;
  }

  /** `waits`: the client sends the body only when it is told to. Never rejects. */
  private async serve(request: IncomingMessage, response: ServerResponse, waits: boolean): Promise<void> {
    const { socket } = request;
    if (socket.destroyed) return;
    const started = performance.now();
    const { role, vip, page } = this.options;
    const { method = "", url = "" } = request;
    const took = (): number => (performance.now() - started) / 1000;
    this.exchanges.set(socket, { request, response });
    try {
      if (method === "GET" && url.split("?")[0] === scriptPath)
        return await this.say(request, response, {
          status: 200,
          type: "text/javascript; charset=utf-8",
          body: refusalScript,
        });
      const { steering, carrier } = this.options;
      if (steering?.handles(url)) return await this.steer(steering, request, response, waits, took);
      if (page?.owns(url)) return await page.serve(request, response);
      const refusal = (): GuardAnswer | undefined => {
        const cause = refusalBeforeBody(role(), method, url);
        return cause && (cause === "cluster" ? clusterAnswer(took()) : followerAnswer(vip, took()));
      };
      const isCarried = (): boolean =>
        carrier?.takes(url) === true && refusalBeforeBody(role(), method, url) === "follower";
      const refused = refusal();
      if (refused !== undefined && !isCarried()) return await this.refuse(request, response, refused, waits);
      if (waits) response.writeContinue();
      const asking = { method, target: url, client: clientOf(request), gone: goneSignal(response), took };
      const admitted = await this.admission.admit(request, asking);
      if ("status" in admitted) return await this.refuse(request, response, admitted, !request.complete);
      let status: number | undefined;
      let paced: ((status: number | undefined) => void) | undefined;
      try {
        paced = await this.options.pace?.turn(asking, asking.gone);
        // The body took its time, and so may the turn: the lead may have moved.
        const late = refusal();
        if (carrier && isCarried()) {
          const { headers } = (await this.alteration(request, url)) ?? { headers: request.rawHeaders };
          const asked = { target: url, headers, address: asking.client };
          const answer = await carrier.answer(method, asked, admitted.body.bytes, took);
          this.count[answer.status < 400 ? "passed" : "refused"]++;
          return await this.say(request, response, answer);
        }
        if (late !== undefined) return await this.refuse(request, response, late, false);
        const { bytes } = admitted.body;
        const type = request.headers["content-type"] ?? "";
        const brings =
          bringsSettings(method, url) && switchesDhcpOn(method, type, bytes, this.options.servesDhcp);
        if (addsDhcpLine(method, url) || brings)
          return await this.refuse(request, response, dhcpAnswer(took()), false);
        if (this.options.restartsLater()) request.url = withoutRestart(method, url);
        const alteration = await this.alteration(request, url);
        const outcome = await this.pass(request, response, bytes, refusal, alteration);
        if (outcome.kind === "passed") status = outcome.status;
        this.count[outcome.kind]++;
        this.judge(outcome);
      } finally {
        paced?.(status);
        admitted.release(status);
      }
    } catch (error) {
      if (socket.destroyed) return void this.count.abandoned++;
      this.log("guard.request-failed", { error: errorText(error) });
      response.destroy();
    } finally {
      this.exchanges.delete(socket);
    }
  }

  /** A change of rows goes to Pi-hole in its own way, everything else as it is. */
  private async pass(
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer,
    refusal: () => GuardAnswer | undefined,
    alteration: Alteration = { headers: request.rawHeaders, answer: () => undefined },
  ): Promise<ForwardOutcome> {
    const { upstream, vip, folder } = this.options;
    const { method = "", url = "" } = request;
    const change = request.complete ? rowChangeOf(method, url, bytes) : undefined;
    if (change && this.rows) return this.rows.pass(request, response, { change, bytes, alteration, refusal });
    const outcome = await forward(request, response, upstream, vip, bytes, refusal, alteration);
    // A run that fails leaves its file there.
    if (method === "POST" && isBelow(url, "action/gravity")) folder?.runEnded();
    return outcome;
  }

  private async steer(
    pages: OwnPages,
    request: IncomingMessage,
    response: ServerResponse,
    waits: boolean,
    took: () => number,
  ): Promise<void> {
    const answer = await pages.answer({
      method: request.method ?? "",
      target: request.url ?? "",
      headers: request.headers,
      address: clientOf(request),
      secure: request.socket instanceof TLSSocket,
      tlsThere: this.https?.port() !== undefined,
      isCertified: this.isCertified,
      form: () => {
        if (waits) response.writeContinue();
        return this.admission.form(request, took);
      },
    });
    return this.say(request, response, answer, !request.complete);
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
  private judge(outcome: ForwardOutcome): void {
    const trouble = outcome.kind === "failed" ? outcome.cause : "";
    if (outcome.kind === "abandoned" || outcome.kind === "refused" || trouble === this.trouble) return;
    if (trouble) this.log("guard.upstream-failed", { error: trouble });
    else this.log("guard.upstream-recovered");
    this.trouble = trouble;
  }
}
