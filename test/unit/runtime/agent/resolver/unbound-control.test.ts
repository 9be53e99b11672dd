import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { forgetFailures, tellUnbound } from "../../../../../runtime/agent/resolver/unbound-control";

/** A stand-in for Unbound's control socket: one line in, one answer out, as unbound-control speaks without certificates. */
async function withControl(
  answer: string | undefined,
  work: (socketPath: string, heard: readonly string[]) => Promise<void>,
): Promise<void> {
  const heard: string[] = [];
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined); // The client has given up.
    socket.on("data", (line) => {
      heard.push(line.toString());
      if (answer !== undefined) socket.end(answer);
    });
  });
  const socketPath = path.join(mkdtempSync(path.join(os.tmpdir(), "control-")), "control");
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  try {
    await work(socketPath, heard);
  } finally {
    server.close();
  }
}

describe("Unbound's control", () => {
  it("has it forget what it could not check", () =>
    withControl("ok\n", async (socketPath, heard) => {
      await forgetFailures(socketPath);
      assert.deepEqual(heard, ["UBCT1 flush_bogus\n"]);
    }));

  it("says what Unbound says", () =>
    withControl("ok removed 3 rrsets, 1 messages and 1 key entries\n", async (socketPath) => {
      assert.match(await tellUnbound(socketPath, "flush_bogus"), /removed 3 rrsets/);
    }));

  it("rejects where Unbound refuses, or nobody is there", async () => {
    await withControl("error unknown command 'x'\n", (socketPath) =>
      assert.rejects(tellUnbound(socketPath, "x"), /error unknown command/),
    );
    await assert.rejects(tellUnbound("/nowhere/control", "flush_bogus"), /ENOENT/);
  });
});
