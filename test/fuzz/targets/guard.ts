import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { Guard } from "../../../runtime/agent/guard/guard";
import { explore, type Target } from "../explore";
import { routed } from "../routed";
import { connection } from "../http";
import { send } from "../wire";

const healthy = "GET /admin/healthy HTTP/1.1\r\nHost: pi.hole\r\nConnection: close\r\n\r\n";

const reads = ["GET", "HEAD", "OPTIONS"];
const isChange = (method: string, target: string): boolean => {
  const path = routed(target);
  if (path === "/api/cluster" || path.startsWith("/api/cluster/")) return true;
  if (reads.includes(method) || !/^\/api(\/|$)/.test(path)) return false;
  return !(target.split("?")[0] === "/api/auth" || /^\/api\/auth\/session\/\d+$/.test(target.split("?")[0]!));
};

export const guard: Target = {
  about:
    "the port of Pi-hole's page on a follower: whatever is sent, no change reaches Pi-hole, and it goes on answering",
  run: async (limits) => {
    const asked: { method: string; url: string }[] = [];
    const pihole = createServer((request, response) => {
      asked.push({ method: request.method ?? "", url: request.url ?? "" });
      request.resume();
      response.end("page");
    });
    pihole.listen(0, "127.0.0.1");
    await once(pihole, "listening");
    const it = new Guard(
      {
        role: () => "follower",
        restartsLater: () => false,
        vip: "192.0.2.53",
        upstream: { host: "127.0.0.1", port: (pihole.address() as AddressInfo).port },
        address: "127.0.0.1",
        ports: { http: 0, https: 0 },
        certificates: [],
      },
      () => undefined,
    );
    await it.start();
    const port = it.ports().http!;
    try {
      return await explore(
        fc.asyncProperty(fc.array(connection(), { minLength: 1, maxLength: 4 }), async (connections) => {
          asked.length = 0;
          await Promise.all(connections.map((pieces) => send(port, pieces)));
          for (const { method, url } of asked) assert.equal(isChange(method, url), false, `${method} ${url}`);
          assert.match(await send(port, [healthy], 5_000), /^HTTP\/1\.1 200 /);
        }),
        limits,
      );
    } finally {
      it.stop();
      pihole.close();
      pihole.closeAllConnections();
    }
  },
};
