import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { ResolverWatch } from "../../../../../runtime/agent/resolver/resolver-watch";
import { agentConfig } from "../sample";
import { until, withResolver, type Answer, type Asked } from "./stand-in";

interface Scene {
  readonly watch: ResolverWatch;
  /** What Unbound was told. */
  readonly told: readonly string[];
  readonly events: readonly string[];
}

/** A watch of a stand-in for this node's Unbound, and of one that is not there for the peer's. */
async function watching(
  answer: (asked: Asked) => Answer | undefined,
  wallOffset: () => number,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const told: string[] = [];
  const control = path.join(mkdtempSync(path.join(os.tmpdir(), "resolver-")), "control");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (line) => {
      told.push(line.toString().trim());
      socket.end("ok\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(control, resolve));
  await withResolver(answer, async (port) => {
    const config = {
      ...agentConfig,
      unboundAddress: "127.0.0.1",
      peers: [{ name: "pi2", podAddress: "127.0.0.2", unboundAddress: "127.0.0.2" }],
      probe: { ...agentConfig.probe, recursionIntervalMs: 10, recursionDeadlineMs: 60 },
    };
    const events: string[] = [];
    const places = { port, askFrom: undefined, control };
    const watch = new ResolverWatch(config, places, (event) => void events.push(event), wallOffset);
    watch.start();
    try {
      await work({ watch, told, events });
    } finally {
      watch.stop();
      server.close();
    }
  });
}

describe("resolver watch", () => {
  it("has Unbound forget what it could not check, as long as it resolves nothing", () => {
    let code = 2;
    return watching(
      ({ name }) => ({ code: name === "localhost" ? 0 : code }),
      () => 0,
      async ({ watch, told }) => {
        await until("it is told", () => told.filter((line) => line === "UBCT1 flush_bogus").length > 1);
        assert.equal(watch.seen().recursion.status, "upstream-failing");
        code = 3;
        await until("it is well", () => watch.seen().recursion.status === "ok");
        assert.equal(watch.seen().controlTrouble, "");
      },
    );
  });

  it("has it forget all when the clock is set, and leaves it alone while all is well", () => {
    let offset = 0;
    return watching(
      () => ({ code: 3 }),
      () => offset,
      async ({ watch, told, events }) => {
        await until("it is well", () => watch.seen().record.counts.ok > 5);
        offset = 59_000;
        await until("it went on", () => watch.seen().record.counts.ok > 10);
        assert.equal(told.length, 0);
        offset = 400 * 86_400_000;
        await until("it is told", () => told.includes("UBCT1 flush_zone ."));
        assert.equal(events.filter((event) => event === "clock.stepped").length, 1);
      },
    );
  });

  it("tells whose Unbound answers", () =>
    watching(
      () => ({ code: 0 }),
      () => 0,
      async ({ watch }) => {
        await until("both are known", () => watch.seen().answering.size === 2);
        assert.deepEqual([...watch.seen().answering].sort(), [
          ["pi1", true],
          ["pi2", false],
        ]);
      },
    ));
});
