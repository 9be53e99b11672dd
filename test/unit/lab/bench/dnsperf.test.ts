import assert from "node:assert/strict";
import { parseLatencies, parseRate } from "../../../../lab/bench/dnsperf";

const said = `DNS Performance Testing Tool
Version 2.10.0

[Status] Sending queries (to 192.0.2.250:53)
> NOERROR shop.example A 0.004117
> SERVFAIL example.com A 0.000128
> T news.example A
[Status] Testing complete (time limit)

Statistics:

  Queries sent:         103
  Queries completed:    102 (99.03%)
  Queries lost:         1 (0.97%)

  Response codes:       NOERROR 100 (98.04%), SERVFAIL 2 (1.96%)
  Average packet size:  request 29, response 45
  Run time (s):         3.000105
  Queries per second:   156951.173376

  Average Latency (s):  0.000094 (min 0.000007, max 0.012492)
`;

describe("what dnsperf says", () => {
  it("is read: its rate, and what was lost or answered badly", () => {
    assert.deepEqual(parseRate(said), { completed: 102, lost: 1, bad: 2, queriesPerSecond: 156951.173376 });
  });

  it("gives the round trips of what was answered, in milliseconds", () => {
    assert.deepEqual(
      parseLatencies(said).map((ms) => ms.toFixed(3)),
      ["4.117", "0.128"],
    );
  });

  it("is no measurement where nothing was answered", () => {
    assert.throws(() => parseRate(said.replace("completed:    102", "completed:    0")), /not one query/);
    assert.throws(() => parseRate("Error: connection refused"), /connection refused/);
    assert.throws(() => parseLatencies("> T news.example A\n"), /no answered query/);
  });
});
