import type { Session } from "./sessions";

/** A request, as an endpoint sees it. */
export interface Request {
  readonly method: string;
  /** Decoded path segments after /api/. */
  readonly path: readonly string[];
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** undefined: no body; otherwise parsed JSON, or the error of parsing it. */
  readonly body: { readonly json: unknown } | { readonly problem: string } | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string;
  readonly tls: boolean;
  readonly auth: Auth;
}

/** Who asks: nobody known, anybody (no password is set), or a session. */
export type Auth =
  | { readonly kind: "none"; readonly message: string }
  | { readonly kind: "open" }
  | { readonly kind: "session"; readonly session: Session; readonly seconds: number };

export interface Reply {
  readonly status: number;
  /** undefined: no body. `took` is added when it is sent. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Done after the reply was sent. */
  readonly after?: () => void;
  /** Makes something else of the body's text before it is sent. */
  readonly cut?: (text: string) => string;
  /** The connection is closed before all of the announced length was sent. */
  readonly breaksOff?: boolean;
  /** Writes a body of unknown length, instead of `body`. */
  readonly stream?: (target: StreamTarget) => Promise<void>;
}

export interface StreamTarget {
  write(piece: Buffer | string): void;
  /** Ends the body; `extra` is sent behind it, as a whole response of its own that nobody asked for. */
  end(extra?: Readonly<Record<string, unknown>>): void;
}

export interface Endpoint {
  readonly method: string;
  /** Segments after /api/; `*` stands for any one, `**` at the end for one or more. */
  readonly path: string;
  readonly auth: boolean;
  readonly handle: (request: Request) => Reply | Promise<Reply>;
}

export const reply = (status: number, body?: Readonly<Record<string, unknown>>): Reply => ({ status, body });

/** An error in FTL's form. */
export const fail = (status: number, key: string, message: string, hint: string | null = null): Reply =>
  reply(status, { error: { key, message, hint } });

/** The JSON body as an object, or the reply that says why there is none. */
export function jsonBody(request: Request): { readonly object: Readonly<Record<string, unknown>> } | Reply {
  const { body } = request;
  if (body === undefined) return fail(400, "bad_request", "No request body data");
  if ("problem" in body) {
    const message = "Invalid request body data (no valid JSON), error at hint";
    return fail(400, "bad_request", message, body.problem);
  }
  const { json } = body;
  return { object: typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {} };
}
