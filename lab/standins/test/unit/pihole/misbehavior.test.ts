import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { reply, type Endpoint } from "../../../pihole/src/api/exchange";
import { apiListener } from "../../../pihole/src/api/server";
import { lacksNetAdmin } from "../../../pihole/src/dns/capability";
import { Misbehavior } from "../../../pihole/src/misbehavior";

describe("misbehaviour on request", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-misbehaves-"));
  const file = path.join(folder, "misbehaves.json");
  const misbehavior = new Misbehavior(file);
  const groups = [{ name: "Default", id: 0 }];
  let writes = 0;
  let server: Server;
  let base = "";

  before(async () => {
    const get: Endpoint = {
      method: "GET",
      path: "groups",
      auth: false,
      handle: () => reply(200, { groups }),
    };
    const post: Endpoint = { ...get, method: "POST", handle: () => reply(201, { number: ++writes }) };
    const listener = apiListener(
      [get, post],
      () => ({ kind: "open" }),
      (method, asked) => misbehavior.of(method, asked),
    );
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/groups`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => rmSync(file, { force: true }));

  const ask = (method = "GET") => fetch(base, { method, redirect: "manual" });
  const misbehave = (what: Readonly<Record<string, string>>) => writeFileSync(file, JSON.stringify(what));

  it("is none where there is no file, or nothing in it for the request", async () => {
    assert.deepEqual(((await (await ask()).json()) as { groups: unknown }).groups, groups);
    misbehave({ "GET /api/lists": "500", "POST /api/groups": "nonsense" });
    assert.equal((await ask()).status, 200);
    assert.equal((await ask("POST")).status, 201);
  });

  it("answers 500 and a redirect without doing what was asked", async () => {
    writes = 0;
    misbehave({ "POST /api/groups": "500", "GET /api/*": "redirect" });
    assert.equal((await ask("POST")).status, 500);
    assert.equal(writes, 0);
    const { status, headers } = await ask();
    assert.deepEqual([status, headers.get("location")], [302, "/admin/login"]);
  });

  it("answers 200 with what is no JSON", async () => {
    misbehave({ "GET /api/groups": "garbage" });
    const response = await ask();
    assert.equal(response.status, 200);
    await assert.rejects(response.json(), SyntaxError);
  });

  it("answers 200 with empty lists", async () => {
    misbehave({ "GET /api/groups": "empty" });
    assert.deepEqual(((await (await ask()).json()) as { groups: unknown }).groups, []);
  });

  it("breaks off in the middle of a body", async () => {
    misbehave({ "GET /api/groups": "half" });
    const response = await ask();
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
  });

  it("lets wait who asks, longer than anybody should", async () => {
    misbehave({ "GET /api/groups": "slow" });
    await assert.rejects(fetch(base, { signal: AbortSignal.timeout(300) }), { name: "TimeoutError" });
  });

  it("hangs at a restart only where that is asked for", () => {
    assert.equal(misbehavior.hangsAtRestart, false);
    misbehave({ restart: "hang" });
    assert.equal(misbehavior.hangsAtRestart, true);
  });

  it("names the settings with which it cannot start, where it is told some", () => {
    assert.deepEqual(misbehavior.fatalSettings, []);
    writeFileSync(file, JSON.stringify({ fatal: { "dns.cache.size": "77" } }));
    assert.deepEqual(misbehavior.fatalSettings, [["dns.cache.size", "77"]]);
  });

  it("does what a real Pi-hole does as well only where that is asked for", () => {
    const asked = () => {
      const { zerosMs, importMs, stallMs, lockedEvery, hasNoNames, narrowsFiles } = misbehavior;
      return [zerosMs, importMs, stallMs, lockedEvery, hasNoNames, narrowsFiles];
    };
    assert.deepEqual(asked(), [0, 0, 0, 0, false, false]);
    writeFileSync(
      file,
      JSON.stringify({ zeros: 800, import: 30_000, stall: 500, locked: 3, names: "none", files: "0640" }),
    );
    assert.deepEqual(asked(), [800, 30_000, 500, 3, true, true]);
  });
});

describe("the right to run a DHCP server", () => {
  const status = (rights: string): string => `Name:\tnode\nCapPrm:\tffffffffffffffff\nCapEff:\t${rights}\n`;

  it("is CAP_NET_ADMIN, which a container has not by default", () => {
    assert.equal(lacksNetAdmin(status("00000000a80425fb")), true);
    assert.equal(lacksNetAdmin(status("00000000a80435fb")), false);
  });
});
