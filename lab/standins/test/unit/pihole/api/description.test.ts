import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { allEndpoints } from "../../../../pihole/src/api/all";
import { Blocking } from "../../../../pihole/src/api/blocking";
import type { Auth, Endpoint } from "../../../../pihole/src/api/exchange";
import { hashPassword } from "../../../../pihole/src/api/password";
import { matches } from "../../../../pihole/src/api/server";
import { QueryCounts } from "../../../../pihole/src/dns/query-counts";
import { RecordedQueries } from "../../../../pihole/src/dns/recorded-queries";
import { Sessions } from "../../../../pihole/src/api/sessions";
import { ConfigStore } from "../../../../pihole/src/config/store";
import { bodySchema, describedPath, describedStatuses, differences } from "../description";
import { Api, ScratchLists } from "./harness";

interface Try {
  readonly method: string;
  readonly where: string;
  readonly json?: unknown;
  readonly status: number;
}

const list = encodeURIComponent("https://a.example/list");
const regex = encodeURIComponent("^a\\.");
const deny = { type: "deny", kind: "exact" };

/** One request for each thing that an endpoint can answer, in an order in which each can be answered. */
const tries: readonly Try[] = (
  [
    ["GET auth", undefined, 200],
    ["POST auth", { password: "right" }, 200],
    ["POST auth", {}, 400],
    ["GET auth/sessions", undefined, 200],
    ["GET auth/app", undefined, 200],
    ["GET auth/totp", undefined, 200],
    ["DELETE auth/session/77", undefined, 400],
    ["DELETE auth/session/0", undefined, 204],
    ["GET dns/blocking", undefined, 200],
    ["POST dns/blocking", { blocking: false, timer: 60 }, 200],
    ["POST dns/blocking", {}, 400],
    ["GET info/login", undefined, 200],
    ["GET info/ftl", undefined, 200],
    ["GET info/version", undefined, 200],
    ["GET stats/summary", undefined, 200],
    ["GET stats/top_clients?count=5", undefined, 200],
    ["GET history", undefined, 200],
    ["GET queries?length=1", undefined, 200],
    ["GET dhcp/leases", undefined, 200],
    ["DELETE dhcp/leases/192.0.2.1", undefined, 400],
    ["GET config", undefined, 200],
    ["GET config/dns", undefined, 200],
    ["PATCH config", { config: { dns: { hosts: ["192.0.2.1 a.example"] } } }, 200],
    ["PUT config/dns/hosts/192.0.2.2%20b.example", undefined, 201],
    ["PUT config/dns/hosts/192.0.2.2%20b.example", undefined, 400],
    ["DELETE config/dns/hosts/192.0.2.2%20b.example", undefined, 204],
    ["DELETE config/dns/hosts/192.0.2.2%20b.example", undefined, 404],
    ["POST groups", { name: ["a", "a"], comment: "c" }, 201],
    ["POST groups", {}, 400],
    ["GET groups", undefined, 200],
    ["GET groups/a", undefined, 200],
    ["PUT groups/a", { name: "b" }, 200],
    ["DELETE groups/b", undefined, 204],
    ["DELETE groups/b", undefined, 404],
    ["POST groups:batchDelete", [{ item: "b" }], 404],
    ["POST lists?type=block", { address: "https://a.example/list" }, 201],
    ["POST lists", { address: "https://a.example/list" }, 400],
    ["GET lists", undefined, 200],
    [`GET lists/${list}?type=block`, undefined, 200],
    [`PUT lists/${list}?type=block`, { comment: "c" }, 200],
    ["POST lists:batchDelete", [{ item: "https://a.example/list", type: "block" }], 204],
    [`DELETE lists/${list}?type=block`, undefined, 404],
    ["POST domains/deny/exact", { domain: ["a.example"] }, 201],
    ["POST domains/deny/regex", { domain: "^a\\." }, 201],
    ["POST domains/deny/regex", { domain: "(" }, 400],
    ["GET domains", undefined, 200],
    ["GET domains/deny", undefined, 200],
    [`GET domains/deny/regex/${regex}`, undefined, 200],
    ["PUT domains/deny/exact/a.example", { groups: [0] }, 200],
    [`DELETE domains/deny/regex/${regex}`, undefined, 204],
    ["POST domains:batchDelete", [{ item: "a.example", ...deny }], 204],
    ["POST domains:batchDelete", [{}], 400],
    ["POST clients", { client: "192.0.2.1" }, 201],
    ["GET clients", undefined, 200],
    ["GET clients/192.0.2.1", undefined, 200],
    ["PUT clients/192.0.2.1", { comment: "c" }, 200],
    ["DELETE clients/192.0.2.1", undefined, 204],
    ["POST clients:batchDelete", [{ item: "192.0.2.1" }], 404],
    ["POST action/restartdns", undefined, 200],
    ["POST action/gravity", undefined, 200],
    ["POST auth", { password: "right" }, 200],
    ["DELETE auth", undefined, 204],
  ] as const
).map(([asked, json, status]) => {
  const [method = "", where = ""] = asked.split(" ");
  return { method, where, json, status };
});

/** Where FTL itself does not do as it describes; the stand-in does as FTL. */
const asMeasured: readonly string[] = ["/auth.session.csrf: missing"];

describe("the stand-in's API beside Pi-hole's own description", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-description-"));
  const sessions = new Sessions(() => 1_000_000, { seats: 16, timeout: 1800 });
  const scratch = new ScratchLists();
  let auth: Auth = { kind: "open" };
  let endpoints: readonly Endpoint[] = [];
  let api: Api;

  before(async () => {
    const store = new ConfigStore(path.join(folder, "pihole.toml"));
    store.install(new Map([["webserver.api.pwhash", await hashPassword("right")]]));
    scratch.lists.open();
    const blocking = new Blocking({ isActive: () => true, setActive: () => undefined, dnsRuns: () => true });
    const recorded = new RecordedQueries();
    endpoints = allEndpoints({
      store,
      sessions,
      blocking,
      lists: scratch.lists,
      queries: new QueryCounts(),
      recorded,
      dnsRuns: () => true,
      httpsPort: () => 443,
      uptimeMs: () => 1,
      judge: () => Promise.resolve(undefined),
      apply: (_changed, values) => {
        store.install(values);
        return Promise.resolve({ restart: false });
      },
      restart: () => undefined,
      gravityCommand: ["true"],
      leasesFile: path.join(folder, "leases"),
    });
    recorded.asked("A", "a.example", "192.0.2.20");
    api = new Api();
    await api.open(endpoints, () => auth);
    after(() => blocking.cancel());
  });
  after(() => {
    api.close();
    scratch.remove();
    rmSync(folder, { recursive: true });
  });

  it("has a request here for each of its endpoints", () => {
    const tried = ({ method, path: pattern }: Endpoint) =>
      tries.some((each) => each.method === method && matches(pattern, each.where.split("?")[0]!.split("/")));
    // POST, PUT and DELETE of a table are refused where the path is too short or too long: not endpoints of their own.
    const refusals =
      /^(POST (groups|lists|clients)\/\*\*|POST domains|(PUT|DELETE) (groups|lists|domains|clients))$/;
    const missing = endpoints
      .filter((each) => !tried(each))
      .map(({ method, path: pattern }) => `${method} ${pattern}`)
      .filter((each) => !refusals.test(each));
    assert.deepEqual(missing, []);
  });

  for (const { method, where, json, status } of tries) {
    it(`${method} ${where} ${json === undefined ? "" : JSON.stringify(json)} answers ${status}, as described`, async () => {
      const described = describedPath(method, where);
      assert.ok(described !== undefined, "no such path is described");
      auth = where === "auth" && method === "POST" ? { kind: "none", message: "" } : authFor();
      const answer = await api.ask(method, where, json);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      const known = describedStatuses(method, described);
      assert.ok(known.includes(status), `described are ${known.join(", ")}`);
      const schema = bodySchema(method, described, status);
      const found = schema === undefined ? [] : differences(schema, answer.body);
      assert.deepEqual(
        found.filter((each) => !asMeasured.includes(`${described}${each}`)),
        [],
      );
    });
  }

  it("answers 401 to nobody in particular, but where no session is needed", async () => {
    auth = { kind: "none", message: "" };
    const open = ["GET auth", "POST auth", "DELETE auth", "GET info/login"];
    for (const { method, where } of tries.filter((each) => !open.includes(`${each.method} ${each.where}`))) {
      const { status, body } = await api.ask(method, where);
      assert.deepEqual(
        [method, where, status, (body.error as { key: string }).key],
        [method, where, 401, "unauthorized"],
      );
    }
  });

  /** Whoever asks is the session that has logged in, while there is one. */
  function authFor(): Auth {
    const open = sessions.list()[0]?.session;
    return open === undefined ? { kind: "open" } : { kind: "session", session: open, seconds: 1800 };
  }
});
