import assert from "node:assert/strict";
import { DnsClient } from "../../../../../runtime/agent/probe/dns-client";
import type { Recursion } from "../../../../../runtime/agent/recursion";
import { RecursionWatch } from "../../../../../runtime/agent/resolver/recursion-watch";
import { until, withResolver, type Answer, type Asked } from "./stand-in";

const good: Answer = { code: 0 };
const noSuchName: Answer = { code: 3 };
const servfail: Answer = { code: 2 };
const zones = ["example.com", "debian.org"];
const today = Date.UTC(2026, 10, 30);
const day = 86_400;

/** Runs a watch against a stand-in until `done`. Resolves to what was asked. */
async function watching(
  answer: (asked: Asked) => Answer | undefined,
  done: (recursion: Recursion, asked: readonly Asked[]) => boolean,
): Promise<readonly Asked[]> {
  let all: readonly Asked[] = [];
  await withResolver(answer, async (port, asked) => {
    const client = new DnsClient("127.0.0.1", port);
    let seen: Recursion = { status: "unknown", reason: "" };
    const watch = new RecursionWatch(
      client,
      zones,
      "time.example.net",
      { intervalMs: 10, deadlineMs: 60 },
      (recursion) => (seen = recursion),
      () => today,
    );
    watch.start();
    await until("the verdict", () => done(seen, asked)).finally(() => {
      watch.stop();
      client.close();
    });
    all = asked;
  });
  return all;
}

describe("recursion watch", () => {
  it("asks for a name that was never asked before, below each of the zones in turn", async () => {
    const asked = await watching(
      () => noSuchName,
      ({ status }, all) => status === "ok" && all.length >= 6,
    );
    const names = asked.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const zone of zones) assert.ok(names.some((name) => name.endsWith(`.${zone}`)));
  });

  it("is well where one zone of several answers", () =>
    watching(
      ({ name }) => (name.endsWith("example.com") ? servfail : good),
      ({ status }, asked) => status === "ok" && asked.some(({ name }) => name.endsWith("example.com")),
    ).then(() => undefined));

  it("blames the provider where no zone answers and Unbound lives", async () => {
    await watching(
      ({ name }) => (name === "localhost" ? good : undefined),
      ({ status }) => status === "upstream-failing",
    );
  });

  it("blames the provider where names fail without a check of signatures as well", async () => {
    await watching(
      () => servfail,
      ({ status }) => status === "upstream-failing",
    );
  });

  it("blames Unbound where it says nothing at all", async () => {
    await watching(
      () => undefined,
      ({ status }) => status === "unbound-unreachable",
    );
  });

  it("names the clock where signatures begin after what it shows", async () => {
    const seconds = today / 1000;
    await watching(
      ({ unchecked }) =>
        unchecked ? { code: 3, signature: [seconds + 400 * day, seconds + 420 * day] } : servfail,
      ({ status, reason }) => status === "clock-wrong" && /behind.*2026-11-30.*2028-01-04/.test(reason),
    );
  });

  it("names Unbound's clock where Unbound itself says that no signature is valid yet", async () => {
    const seconds = today / 1000;
    await watching(
      ({ unchecked }) =>
        unchecked ? { code: 3, signature: [seconds - day, seconds + day] } : { ...servfail, error: 8 },
      ({ status, reason }) => status === "clock-wrong" && reason.includes("Unbound's clock is behind"),
    );
  });

  it("names a clock that is behind also where no zone can be reached: over TLS none can without the time", async () => {
    const seconds = today / 1000;
    await watching(
      ({ name }) =>
        name === "time.example.net" ? { code: 0, signature: [seconds + day, seconds + 3 * day] } : servfail,
      ({ status, reason }) => status === "clock-wrong" && reason.includes("2026-12-01"),
    );
  });

  it("takes a signature that a cache has kept for too long for no sign of the clock", async () => {
    const seconds = today / 1000;
    await watching(
      ({ name }) =>
        name === "time.example.net" ? { code: 0, signature: [seconds - 3 * day, seconds - day] } : servfail,
      ({ status }) => status === "upstream-failing",
    );
  });

  it("names clock and trust anchor where Unbound accepts no signature for another reason", async () => {
    await watching(
      ({ unchecked }) => (unchecked ? noSuchName : { ...servfail, error: 9 }),
      ({ status, reason }) => status === "validation-failing" && /clock.*trust anchor/.test(reason),
    );
  });
});
