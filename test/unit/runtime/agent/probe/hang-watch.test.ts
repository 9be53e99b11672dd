import assert from "node:assert/strict";
import { HangWatch } from "../../../../../runtime/agent/probe/hang-watch";
import { waitingAt } from "../../../../../runtime/agent/probe/socket-queue";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const silent = () => Promise.reject(new Error("silent"));
const answers = () => Promise.resolve({});

/** What a watch says that has been suspicious once. */
async function verdict(
  waiting: () => number | undefined,
  askWeb: () => Promise<unknown>,
  meanwhile: (watch: HangWatch) => void = () => undefined,
): Promise<boolean> {
  let hangs = false;
  let looks = 0;
  const watch = new HangWatch(
    {
      waiting: () => {
        if (++looks === 3) meanwhile(watch);
        return waiting();
      },
      askWeb,
      onHang: () => (hangs = true),
    },
    { forMs: 5, everyMs: 1 },
  );
  watch.suspect();
  watch.suspect();
  // Five looks, and a turn for what they decide.
  for (let turn = 0; turn < 50 && !hangs; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  return hangs;
}

describe("the watch for a hang", () => {
  it("sees a Pi-hole whose queries wait and whose web server is silent", async () => {
    assert.equal(await verdict(() => 768, silent), true);
  });

  it("does not take one for hung that answers on the web, takes queries out, or answers the probe", async () => {
    assert.equal(await verdict(() => 768, answers), false);
    let left = 2;
    assert.equal(await verdict(() => left-- * 768, silent), false);
    assert.equal(
      await verdict(
        () => 768,
        silent,
        (watch) => watch.answered(),
      ),
      false,
    );
  });

  it("reports no hang if the kernel does not show the queue", async () => {
    assert.equal(await verdict(() => undefined, silent), false);
  });
});

describe("what waits at a socket", () => {
  const head =
    "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
  const line = (local: string, remote: string, received: string): string =>
    `  10: ${local} ${remote} 07 00000000:${received} 00:00000000 00000000     0        0 12345 2 0000000000000000 0`;

  const waiting = (lines: readonly string[]): number | undefined => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "queue-"));
    const file = path.join(folder, "udp");
    writeFileSync(file, [head, ...lines, ""].join("\n"));
    try {
      return waitingAt(53, [file, path.join(folder, "udp6")]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("is that of the server which has most, and of no client", () => {
    assert.equal(
      waiting([
        line("00000000:0035", "00000000:0000", "00000300"),
        line("0100007F:0035", "00000000:0000", "00000000"),
        line("0100007F:C001", "0100007F:0035", "00000900"),
        line("0100007F:0035", "0100007F:C001", "00000900"),
        line("00000000:14E9", "00000000:0000", "00000900"),
      ]),
      768,
    );
  });

  it("is not known if nobody listens", () => {
    assert.equal(waiting([line("00000000:14E9", "00000000:0000", "00000900")]), undefined);
  });
});
