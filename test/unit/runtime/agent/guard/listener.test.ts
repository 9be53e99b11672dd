import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Listener } from "../../../../../runtime/agent/guard/listener";
import { until } from "./support";

describe("guard listener", () => {
  it("tells once of a port that is taken, and takes it when it is free", async () => {
    const first = createServer().listen(0, "127.0.0.1");
    await once(first, "listening");
    const { port } = first.address() as AddressInfo;
    const events: string[] = [];
    const listener = new Listener(createServer(), "127.0.0.1", port, (event) => events.push(event), 20);
    await listener.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(listener.port(), undefined);
    assert.deepEqual(events, ["guard.listen-failed"]);
    first.close();
    await until("the port", () => listener.port() === port);
    assert.deepEqual(events, ["guard.listen-failed", "guard.listening"]);
    listener.stop();
    assert.equal(listener.port(), undefined);
  });

  it("ends its tries when it is stopped", async () => {
    const first = createServer().listen(0, "127.0.0.1");
    await once(first, "listening");
    const { port } = first.address() as AddressInfo;
    const listener = new Listener(createServer(), "127.0.0.1", port, () => undefined, 20);
    await listener.start();
    listener.stop();
    first.close();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(listener.port(), undefined);
  });
});
