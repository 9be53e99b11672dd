/** An answer of Pi-hole's API without what is another one each time. */
export interface Normal {
  readonly status: number;
  readonly body?: unknown;
}

/** What is never the same: times, ids of sessions and processes, secrets. */
const volatile: Readonly<Record<string, string>> = {
  sid: "a session",
  csrf: "a token",
  pwhash: "a hash",
  hash: "a hash",
  password: "a password",
  date_added: "a time",
  date_modified: "a time",
  login_at: "a time",
  last_active: "a time",
  valid_until: "a time",
  last_update: "a time",
  uptime: "a duration",
  pid: "a process",
  remote_addr: "an address",
  user_agent: "a program",
  timer: "seconds",
};

function normal(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => normal(each));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== "took")
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, below]) => [name, normal(below, name)]),
    );
  const stands = volatile[key];
  const isGiven = typeof value === "number" ? value > 0 : typeof value === "string" && value !== "";
  return stands !== undefined && isGiven ? `(${stands})` : value;
}

/** Texts of parsers that differ from release to release. */
const parsers: Readonly<Record<string, string>> = {
  "Invalid configuration": "(what dnsmasq says)",
  "Invalid request body data (no valid JSON), error at hint": "(where it breaks)",
};

function withoutParsersWords(body: unknown): unknown {
  const { error, ...rest } = (body ?? {}) as { readonly error?: { readonly message?: string } };
  const hint = parsers[error?.message ?? ""];
  return hint === undefined ? body : { ...rest, error: { ...error, hint } };
}

const at = (tree: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((below, name) => (below as Readonly<Record<string, unknown>> | undefined)?.[name], tree);

/** `only`: the parts that count, by path, if the answer is a success. */
export function normalise(status: number, text: string, only?: readonly string[]): Normal {
  if (text === "") return { status };
  const body = withoutParsersWords(normal(JSON.parse(text)));
  if (only === undefined || status >= 400) return { status, body };
  return { status, body: Object.fromEntries(only.map((path) => [path, at(body, path)])) };
}
