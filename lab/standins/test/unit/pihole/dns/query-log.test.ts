import assert from "node:assert/strict";
import type { Reply } from "../../../../pihole/src/api/exchange";
import { queriesEndpoints } from "../../../../pihole/src/api/queries";
import { RecordedQueries } from "../../../../pihole/src/dns/recorded-queries";
import { QueryCounts } from "../../../../pihole/src/dns/query-counts";
import { QueryLog } from "../../../../pihole/src/dns/query-log";

// As dnsmasq 2.91 writes it.
const log = [
  "started, version 2.91 cachesize 150",
  "query[A] ads.example from 192.168.8.20",
  "/etc/pihole/hosts/custom.list ads.example is 0.0.0.0",
  "query[AAAA] ads.example from 192.168.8.20",
  "/etc/pihole/hosts/custom.list ads.example is ::",
  "query[A] a.lan from 192.168.8.21",
  "/etc/pihole/hosts/custom.list a.lan is 10.0.0.1",
  "query[A] b.x from 192.168.8.21",
  "config b.x is NXDOMAIN",
  "query[A] out.example from fd00::20",
  "forwarded out.example to 192.168.8.253#5335",
  "forwarded out.example to 192.168.8.254#5335",
  "query[HTTPS] out.example from 192.168.8.20",
  "cached out.example is <CNAME>",
  "cached www.example is 192.0.2.1",
  "reply out.example is 192.0.2.1",
  "query[A] www.example from 127.0.0.1",
  "cached www.example is 192.0.2.1",
  "query[A] PI.hole from 192.168.8.22",
  "config pi.hole is 192.168.8.250",
]
  .map((line) => `dnsmasq[9]: ${line}\n`)
  .join("");

describe("the stand-in's counts", () => {
  let seconds: number;
  const counted = (ignoresLocalhost = true) => {
    seconds = 1_796_051_400;
    const counts = new QueryCounts(() => seconds);
    const others: string[] = [];
    const recorded = new RecordedQueries(() => seconds * 1_000);
    const queryLog = new QueryLog({
      counts,
      recorded,
      ignoresLocalhost: () => ignoresLocalhost,
      other: (line) => others.push(line),
    });
    return { counts, recorded, others, queryLog };
  };

  it("are of each query once, by what became of it and who asked", () => {
    const { counts, others, queryLog } = counted();
    queryLog.take(log);
    assert.deepEqual(counts.totals(), { total: 6, blocked: 2, cached: 3, forwarded: 1 });
    assert.deepEqual(Object.fromEntries(counts.clients()), {
      "192.168.8.20": 3,
      "192.168.8.21": 2,
      "fd00::20": 1,
    });
    assert.deepEqual(Object.fromEntries(counts.types()), { A: 4, AAAA: 1, HTTPS: 1 });
    assert.deepEqual(others, ["dnsmasq[9]: started, version 2.91 cachesize 150"]);
    assert.equal(counts.perSecond(), 6 / 30);
  });

  it("come with a record of each query, by number", () => {
    const { recorded, queryLog } = counted();
    queryLog.take(log);
    const all = recorded.all();
    assert.deepEqual(
      all.map(({ id }) => id),
      [0, 1, 2, 3, 4, 5],
    );
    const statuses = all.map(({ status }) => status);
    assert.deepEqual(statuses.filter((status) => status === "GRAVITY").length, 2);
    assert.equal(all[0]!.time, seconds);
    const [page] = queriesEndpoints(recorded, () => 0);
    const ask = (text: string) => {
      const { status, body } = page!.handle({ query: new URLSearchParams(text) } as never) as Reply;
      const { queries = [], cursor } = (body ?? {}) as { queries?: { id: number }[]; cursor?: number };
      return { status, cursor, ids: queries.map(({ id }) => id) };
    };
    assert.deepEqual(ask("length=2"), { status: 200, cursor: 5, ids: [5, 4] });
    assert.deepEqual(ask("cursor=3&length=2"), { status: 200, cursor: 3, ids: [3, 2] });
    const oldest = "length=1&order%5B0%5D%5Bdir%5D=asc";
    assert.deepEqual(ask(oldest).ids, [0]);
    assert.equal(ask("cursor=6").status, 400);
    const [silent] = queriesEndpoints(recorded, () => 3);
    const { body } = silent!.handle({ query: new URLSearchParams() } as never) as Reply;
    assert.deepEqual(body, { queries: [], cursor: null });
  });

  it("are the same wherever the log is cut", () => {
    const { counts, queryLog } = counted(false);
    for (const character of log) queryLog.take(character);
    assert.deepEqual(counts.totals(), { total: 7, blocked: 2, cached: 4, forwarded: 1 });
  });

  it("are kept for a day by ten minutes, as FTL tells them", () => {
    const { counts, queryLog } = counted();
    queryLog.take(log);
    const history = counts.history();
    assert.equal(history.length, 145);
    assert.deepEqual(history.at(-1), {
      timestamp: 1_796_051_700,
      total: 6,
      blocked: 2,
      cached: 3,
      forwarded: 1,
    });
    seconds += 24 * 3_600;
    assert.equal(counts.totals().total, 6);
    seconds += 600;
    assert.equal(counts.totals().total, 0);
    assert.equal(counts.clients().size, 0);
    assert.equal(counts.perSecond(), 0);
  });
});
