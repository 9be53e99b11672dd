import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { endAll, guarded, piholeWith } from "./support";
import { exported, imported } from "./teleporter";

interface Answered {
  readonly status: number;
  readonly body: {
    readonly error?: { readonly key: string; readonly message: string; readonly hint: string };
  };
}

/** Asks with a body that comes in pieces. */
async function ask(
  port: number,
  method: string,
  path: string,
  type: string,
  ...pieces: readonly (string | Buffer)[]
): Promise<Answered> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { "content-type": type };
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, resolve);
    sent.on("error", reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
  });
  return { status: answer.statusCode!, body: JSON.parse(await text(answer)) as Answered["body"] };
}

describe("guard and Pi-hole's DHCP server", () => {
  afterEach(endAll);

  /** What Pi-hole was sent, a body a request. */
  let sent: Buffer[] = [];
  const start = async (servesDhcp = false): Promise<number> => {
    sent = [];
    const pihole = await piholeWith((asked, answer) => {
      const pieces: Buffer[] = [];
      asked.on("data", (piece: Buffer) => pieces.push(piece));
      asked.on("end", () => {
        sent.push(Buffer.concat(pieces));
        answer.end("{}");
      });
    });
    return (await guarded(pihole, "leader", { servesDhcp: () => servesDhcp })).port;
  };
  const json = "application/json";

  it("refuses to switch it on, in Pi-hole's own form and with the reason", async () => {
    const port = await start();
    for (const [path, body] of [
      ["/api/config", '{"config":{"dhcp":{"active":true}}}'],
      ["/api/config?restart=false", '{"config":{"dns":{"hosts":[]},"DHCP":{"Active":true}}}'],
      ["//api/./config/", '{"config":{"dhcp":{"active":true}}}'],
      ["/api/config", '{"config":{"misc":{"dnsmasq_lines":["log-dhcp"," dhcp-range=10.0.0.5,10.0.0.9"]}}}'],
    ] as const) {
      const { status, body: answer } = await ask(
        port,
        "PATCH",
        path,
        json,
        body.slice(0, 20),
        body.slice(20),
      );
      assert.equal(status, 403, path);
      assert.equal(answer.error?.key, "DHCP_NOT_AVAILABLE");
      assert.match(answer.error.message, /would not start.*DNS would stop/);
      assert.match(answer.error.hint, /^dhcp\.active: leave DHCP to the router/);
    }
    assert.deepEqual(sent, []);
  });

  it("passes every other change as it came", async () => {
    const port = await start();
    const bodies = [
      '{"config":{"dhcp":{"active":false,"hosts":["aa:bb:cc:dd:ee:ff,192.168.8.20"]}}}',
      '{"config":{"misc":{"active":true}}}',
      "no JSON",
      "",
      JSON.stringify({ config: { dns: { hosts: ["10.0.0.1 a".repeat(6_000)] } } }),
    ];
    for (const body of bodies)
      assert.equal((await ask(port, "PATCH", "/api/config", json, body)).status, 200);
    assert.deepEqual(
      sent.map((each) => each.toString()),
      bodies,
    );
  });

  it("passes that it is on where the cluster serves it, as Pi-hole's page says with each static lease", async () => {
    const port = await start(true);
    const body = '{"config":{"dhcp":{"active":true,"hosts":["aa:bb:cc:dd:ee:ff,192.168.8.20"]}}}';
    assert.equal((await ask(port, "PATCH", "/api/config", json, body)).status, 200);
    const { type, body: archive } = imported(exported("[dhcp]\nactive = true\n"));
    assert.equal((await ask(port, "POST", "/api/teleporter", type, archive)).status, 200);
    const range = '{"config":{"misc":{"dnsmasq_lines":["dhcp-range=10.0.0.5,10.0.0.9"]}}}';
    assert.equal((await ask(port, "PATCH", "/api/config", json, range)).status, 403);
  });

  it("refuses a line of dnsmasq's that is added by its path, and takes others", async () => {
    const port = await start();
    const put = (line: string) =>
      ask(port, "PUT", `/api/config/misc/dnsmasq_lines/${encodeURIComponent(line)}?restart=false`, json, "");
    assert.equal((await put("dhcp-range=10.0.0.5,10.0.0.9")).status, 403);
    assert.equal((await put("address=/dhcp-range.example/10.0.0.5")).status, 200);
  });

  it("refuses an import that would switch it on", async () => {
    const port = await start();
    for (const stored of [true, false]) {
      const on = exported("[dhcp]\n  # Is it on?\n  active = true ### CHANGED, default = false\n", stored);
      const line = imported(
        exported('[misc]\n  dnsmasq_lines = [\n    "dhcp-range=10.0.0.5,10.0.0.9",\n  ]\n', stored),
      );
      assert.equal((await ask(port, "POST", "/api/teleporter", line.type, line.body)).status, 403);
      const { type, body } = imported(on);
      assert.equal((await ask(port, "POST", "/api/teleporter", type, body)).status, 403);
      const chosen = imported(on, { config: true, gravity: {} });
      assert.equal((await ask(port, "POST", "/api/teleporter", chosen.type, chosen.body)).status, 403);
    }
    assert.deepEqual(sent, []);
  });

  it("passes an import that leaves it off, or leaves the settings out, byte by byte", async () => {
    const port = await start();
    const off = exported("[dhcp]\nactive = false\n[dns]\nactive = true\n");
    const without = imported(exported("[dhcp]\nactive = true\n"), {
      config: false,
      gravity: { group: true },
    });
    const imports = [imported(off), without, imported(Buffer.from("no archive"))];
    for (const { type, body } of imports)
      assert.equal((await ask(port, "POST", "/api/teleporter", type, body)).status, 200);
    assert.deepEqual(
      sent,
      imports.map(({ body }) => body),
    );
  });
});
