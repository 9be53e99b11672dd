/** Why a message was not accepted. Its words never hold a URL, an address or a secret. */
export class Failure extends Error {
  constructor(
    words: string,
    /** To try again changes nothing until somebody has changed something. */
    readonly final = false,
    /** How long the other side wants to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(words);
  }
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was reset",
  ETIMEDOUT: "timed out",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no network to it",
  ENOTFOUND: "its name does not resolve",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself; give its authority's as `ca`",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate's authority is not known; give that one's as `ca`",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate's authority is not known; give that one's as `ca`",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate's authority is not known; give that one's as `ca`",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** What was thrown, without its own words: those may hold what must not be shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const first = error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
  const code = (first as { code?: unknown } | undefined)?.code;
  if (typeof code === "string") return new Failure(words[code] ?? code);
  if (error instanceof Error && error.name === "TimeoutError") return new Failure("timed out");
  return new Failure("it failed in an unexpected way");
}
