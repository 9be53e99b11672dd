import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Condition } from "../../../../../runtime/agent/conditions/condition";
import { Notifications } from "../../../../../runtime/agent/notify/notifications";
import type { ClusterSight } from "../../../../../runtime/agent/notify/notifier";
import { replaceFile } from "../../../../../runtime/common/text-file";
import { until as untilSo } from "../../../../../lab/shell";
import { Sink } from "./sink";

const silent: Condition = {
  code: "node-silent",
  subject: "pi1",
  severity: "warning",
  text: "pi1 is silent.",
  fix: "Look whether it has power",
  since: Date.now() - 1000,
};

const until = (what: string, done: () => boolean) => untilSo(what, 10_000, done, 10);
/** A clock on which a second takes 20 ms. */
const begun = Date.now();
const fast = (): number => begun + (Date.now() - begun) * 50;

describe("alerts, from the files to a real HTTP server", () => {
  let folder: string;
  let sink: Sink;
  let notify: Notifications | undefined;
  let sight: ClusterSight;
  let logged: string[];
  const paths = () => ({
    notify: path.join(folder, "config", "notify.json"),
    notifySecrets: path.join(folder, "config", "secrets.json"),
    agentData: folder,
  });

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "notify-"));
    mkdirSync(path.join(folder, "config"));
    sink = await new Sink().start();
    sight = { leads: true, priority: 100, conditions: [], peers: [], events: [] };
    logged = [];
  });
  afterEach(async () => {
    await notify?.stop();
    sink.stop();
    rmSync(folder, { recursive: true });
  });

  const start = (): Notifications => {
    const config = { node: "pi2", unboundAddress: "127.0.0.1", peers: [] };
    const log = (event: string, fields = {}) => logged.push(JSON.stringify({ event, ...fields }));
    notify = new Notifications(config, paths(), {
      cluster: () => sight,
      settleMs: () => 0,
      spare: () => true,
      log,
      ports: { unbound: 1, dns: 1 },
      now: fast,
      everyMs: 20,
    });
    notify.start();
    return notify;
  };
  const write = (channels: readonly unknown[], secrets: object = {}): void => {
    replaceFile(paths().notifySecrets, JSON.stringify({ channels: secrets, heartbeatUrl: "" }));
    replaceFile(paths().notify, JSON.stringify({ timezone: "UTC", channels }));
  };

  it("tells each channel once that something begins, and once that it is over, also after a restart", async () => {
    write(
      [
        { name: "phone", kind: "ntfy" },
        { name: "hook", kind: "webhook", url: `${sink.url}/hook` },
      ],
      {
        phone: { url: `${sink.url}/my-topic`, token: "tk_secret" },
      },
    );
    start();
    sight = { ...sight, conditions: [silent] };
    await until("2 messages", () => sink.got.length === 2);
    await notify?.stop();
    start();
    sight = { ...sight, conditions: [] };
    await until("4 messages", () => sink.got.length === 4);
    const titles = sink.got.map(({ body }) => (JSON.parse(body) as { title: string }).title).sort();
    const [begins, over] = ["⚠️ ha-dns: node-silent/pi1", "✅ ha-dns: node-silent/pi1"];
    assert.deepEqual(titles, [begins, begins, over, over].sort());
    const phone = sink.got.filter(({ path: at }) => at === "/");
    assert.deepEqual(
      phone.map(({ headers }) => headers.authorization),
      ["Bearer tk_secret", "Bearer tk_secret"],
    );
    assert.doesNotMatch(logged.join("\n"), /tk_secret|my-topic|127\.0\.0\.1/);
  });

  it("takes a channel up that is added while it runs, and tells it what goes on", async () => {
    write([]);
    sight = { ...sight, conditions: [silent] };
    start();
    write([{ name: "hook", kind: "webhook", url: `${sink.url}/hook` }]);
    await until("1 messages", () => sink.got.length === 1);
    assert.match(sink.got[0]!.body, /pi1 is silent/);
  });

  it("keeps what it was told in a file that is its own alone, and survives one that makes no sense", async () => {
    writeFileSync(path.join(folder, "notify.json"), "{");
    write([{ name: "hook", kind: "webhook", url: `${sink.url}/hook` }]);
    sight = { ...sight, conditions: [silent] };
    start();
    await until("1 messages", () => sink.got.length === 1);
    await notify?.stop();
    assert.equal(statSync(path.join(folder, "notify.json")).mode & 0o777, 0o600);
    assert.match(
      readFileSync(path.join(folder, "notify.json"), "utf8"),
      /"node-silent\/pi1":\{"hook":\[\d+,0\]/,
    );
  });
});
