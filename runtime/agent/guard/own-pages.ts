import type { IncomingHttpHeaders } from "node:http";
import type { GuardAnswer } from "./guard-answers";

/** A request to one of the agent's own pages. */
export interface OwnRequest {
  readonly method: string;
  /** As it came, with the query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Whose it is. */
  readonly address: string;
  /** It came over TLS. */
  readonly secure: boolean;
  /** TLS is served as well. */
  readonly tlsThere: boolean;
  /** Whether the page's certificate is for that name or address. */
  readonly isCertified: (name: string) => boolean;
  /** Reads a form; the answer instead if it is too long, or does not come. */
  readonly form: () => Promise<URLSearchParams | GuardAnswer>;
}

/** Pages that the guard serves itself, beside Pi-hole's. */
export interface OwnPages {
  readonly handles: (target: string) => boolean;
  readonly answer: (request: OwnRequest) => Promise<GuardAnswer>;
}
