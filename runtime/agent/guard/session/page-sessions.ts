import { randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { parsed } from "../../../common/json";
import { headerOf, isPage, withHeader, type Alteration, type AlteredText } from "../alteration";
import type { RawHeaders } from "../headers";
import { cookieOf, withCookie, withoutCookie } from "./cookie";
import type { EndedSessions } from "./ended";
import type { Seat, Seats, Visitor } from "./seats";
import { csrfOf, isToken, opened, sealed } from "./token";
import { errorText } from "../../../contract/error-text";

export interface PageSessionParts {
  /** Asked for each request: it changes with what opens the page. */
  readonly key: () => Buffer;
  readonly seats: Pick<Seats, "of" | "put" | "at" | "forget">;
  readonly ended: Pick<EndedSessions, "has" | "end">;
  /** Looks a session of this Pi-hole's up in its list. Rejects if it is not there. */
  readonly seatOf: (session: { readonly sid: string; readonly csrf: string }) => Promise<Seat>;
  readonly nowSeconds: () => number;
  readonly log: (event: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/** A request as it came. */
export interface SessionRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly address: string;
}

const login = z.object({ session: z.object({ valid: z.literal(true), sid: z.string(), csrf: z.string() }) });
/** FTL's own default, until an answer tells. */
const usualSeconds = 1_800;

/**
 * Holds the sessions of people at Pi-hole's page for the whole cluster: the browser has a cookie that every node knows
 * for genuine, and each node has a session of its own with its Pi-hole behind it. So nobody has to log in again because
 * the VIP has moved. Programs that send Pi-hole's session id themselves are not touched.
 */
export class PageSessions {
  private seconds = usualSeconds;
  private trouble = "";

  constructor(private readonly parts: PageSessionParts) {}

  /** What is made of a request and of its answer; `decorate` is done to each page. Never rejects. */
  async admit(asked: SessionRequest, decorate: (page: string) => string): Promise<Alteration> {
    const { method, target, headers } = asked;
    const plain = this.passing(headers, asked, decorate);
    const cookie = cookieOf(headers);
    if (cookie === undefined || !isToken(cookie)) return plain;
    const nobody = this.passing(withoutCookie(headers), asked, decorate);
    const key = this.parts.key();
    const token = opened(key, cookie, this.parts.nowSeconds());
    if (token === undefined || this.parts.ended.has(token.id)) return nobody;
    if (!isAllowed(asked, csrfOf(key, token.id))) return nobody;
    const seat = await this.seat(token.id, asked);
    if (seat === undefined) return nobody;
    if (method === "DELETE" && isExactly(target, "auth")) this.end(token.id);
    return this.held(asked, decorate, key, token.id, seat);
  }

  private async seat(id: string, { headers, address }: SessionRequest): Promise<Seat | undefined> {
    const visitor: Visitor = { address, userAgent: headerOf(headers, "user-agent") ?? "" };
    try {
      const seat = await this.parts.seats.of(id, visitor);
      this.trouble = "";
      return seat;
    } catch (error) {
      return this.fail(error);
    }
  }

  private held(
    asked: SessionRequest,
    decorate: (page: string) => string,
    key: Buffer,
    id: string,
    seat: Seat,
  ): Alteration {
    const bare = withHeader(withoutCookie(asked.headers), "x-csrf-token", () => undefined);
    const renamed = (headers: RawHeaders): RawHeaders => this.renamed(headers, key, id);
    const csrf = csrfOf(key, id);
    const ends =
      asked.method === "DELETE" ? /^\/api\/auth\/session\/(\d+)$/.exec(asked.target.split("?")[0]!) : null;
    return {
      headers: [...withHeader(bare, "accept-encoding", () => undefined), "X-FTL-SID", seat.sid],
      answer: (status, headers) => {
        if (ends && status === 204) this.endAt(Number(ends[1]));
        if (isExactly(asked.target, "auth") && status === 200)
          return { kind: "text", alter: (text) => this.loggedIn(headers, text, { id, seat }) };
        if (!isPage(status, headers)) return { kind: "headers", headers: renamed(headers) };
        const alter = (text: string): Promise<AlteredText> =>
          Promise.resolve({ headers: renamed(headers), text: decorate(text.replaceAll(seat.csrf, csrf)) });
        return { kind: "text", alter };
      },
    };
  }

  /** Of somebody without a session of the cluster's, who may be logging in. */
  private passing(
    headers: RawHeaders,
    { method, target }: SessionRequest,
    decorate: (page: string) => string,
  ): Alteration {
    const logsIn = method === "POST" && isExactly(target, "auth");
    return {
      headers,
      answer: (status, answered) => {
        if (logsIn && status === 200) return { kind: "text", alter: (text) => this.loggedIn(answered, text) };
        if (!isPage(status, answered)) return undefined;
        return {
          kind: "text",
          alter: (text) => Promise.resolve({ headers: answered, text: decorate(text) }),
        };
      },
    };
  }

  /** What /api/auth says of a session, new or held, as the cluster has it. The id in its text stays Pi-hole's own. */
  private async loggedIn(
    headers: RawHeaders,
    text: string,
    known?: { readonly id: string; readonly seat: Seat },
  ): Promise<AlteredText> {
    const body = parsed(text);
    const { data } = login.safeParse(body);
    if (!data) return { headers, text };
    const { sid, csrf } = data.session;
    const id = known?.seat.sid === sid ? known.id : await this.begin({ sid, csrf });
    if (id === undefined) return { headers, text };
    const key = this.parts.key();
    const ours = { ...(body as object), session: { ...sessionOf(body), csrf: csrfOf(key, id) } };
    return { headers: this.renamed(headers, key, id), text: JSON.stringify(ours) };
  }

  /** Undefined if the session may do less than a person's: it stays Pi-hole's own. */
  private async begin(session: { readonly sid: string; readonly csrf: string }): Promise<string | undefined> {
    try {
      const seat = await this.parts.seatOf(session);
      if (seat.limited) return undefined;
      const id = randomBytes(16).toString("base64url");
      this.parts.seats.put(id, seat);
      return id;
    } catch (error) {
      return this.fail(error);
    }
  }

  /** Told once: a page asks for ten things a second while Pi-hole starts. */
  private fail(error: unknown): undefined {
    const trouble = errorText(error);
    if (trouble !== this.trouble) this.parts.log("guard.session-failed", { error: trouble });
    this.trouble = trouble;
  }

  private renamed(headers: RawHeaders, key: Buffer, id: string): RawHeaders {
    return withCookie(headers, (seconds) => {
      this.seconds = seconds;
      return sealed(key, { id, until: this.parts.nowSeconds() + seconds });
    });
  }

  private endAt(number: number): void {
    const id = this.parts.seats.at(number);
    if (id !== undefined) this.end(id);
  }

  private end(id: string): void {
    this.parts.seats.forget(id);
    this.parts.ended.end(id, this.parts.nowSeconds() + this.seconds);
  }
}

const sessionOf = (body: unknown): object => (body as { session: object }).session;

const isExactly = (target: string, part: string): boolean => target.split("?")[0] === `/api/${part}`;

/** A path that no web server could take for one of the API, however it reads paths. */
function isPlainPage(target: string): boolean {
  const path = target.split("?")[0]!;
  return /^\/[\w./-]*$/.test(path) && !/^\/+api/i.test(path) && !/\/[./]/.test(path);
}

/** As in Pi-hole: a cookie opens the API only to who knows what is on the page, which another site's script does not. */
function isAllowed({ target, headers }: SessionRequest, csrf: string): boolean {
  if (isPlainPage(target) || isExactly(target, "auth")) return true;
  const given = Buffer.from(headerOf(headers, "x-csrf-token") ?? "");
  const right = Buffer.from(csrf);
  return given.length === right.length && timingSafeEqual(given, right);
}
