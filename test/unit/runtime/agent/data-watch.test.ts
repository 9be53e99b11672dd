import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DataWatch } from "../../../../runtime/agent/data-watch";
import { metrics } from "../../../../runtime/agent/metrics/all-metrics";
import { peerStatus } from "../../../../runtime/agent/peers/peer";
import { status } from "../../../../runtime/agent/snapshot";
import { peersSeenSchema } from "../../../../runtime/contract/data-state";
import { holder } from "../data/keeper/sample";
import { leading } from "./sample";

describe("data watch", () => {
  let folder: string;
  let now: number;
  let watch: DataWatch;
  const write = (value: object) => writeFileSync(path.join(folder, "data.json"), JSON.stringify(value));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-data-"));
    now = 0;
    const paths = { dataState: path.join(folder, "data.json"), peersSeen: path.join(folder, "peers.json") };
    const { data } = peerStatus.safeParse({ ...status(leading), data: { state: holder } });
    const peers = [{ name: "pi2", podAddress: "", status: data, trouble: "" }];
    watch = new DataWatch(
      paths,
      () => ({ draining: false, peers }),
      () => now,
      () => 5,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("neither tells nor shows anything where the host has no data keeper", () => {
    watch.look();
    assert.equal(watch.seen(), undefined);
    assert.ok(!existsSync(path.join(folder, "peers.json")));
    assert.ok(!metrics(leading).includes("replication"));
  });

  it("knows the data only while its keeper goes on telling", () => {
    write(holder);
    watch.look();
    assert.equal(watch.seen()?.state, undefined, "a file may lie there from before");
    write({ ...holder, at: holder.at + 1 });
    watch.look();
    assert.equal(watch.seen()?.state?.state, "holder");
    now = 5_001;
    watch.look();
    assert.match(watch.seen()!.trouble, /nothing new/);
  });

  it("says what is wrong with a file that is none of the keeper's", () => {
    write({ ...holder, state: "odd" });
    watch.look();
    watch.look();
    assert.match(watch.seen()!.trouble, /data\.json.*state/s);
  });

  it("tells the keeper who is visible, leads DNS, and what the peer's keeper says", () => {
    write(holder);
    watch.look();
    const told = peersSeenSchema.parse(JSON.parse(readFileSync(path.join(folder, "peers.json"), "utf8")));
    const [peer] = told.peers;
    assert.deepEqual([told.at, peer?.visible, peer?.leads, peer?.data?.state], [5, true, true, "holder"]);
  });

  it("passes over what another version's keeper says, and goes on hearing its agent", () => {
    const { data } = peerStatus.safeParse({
      ...status(leading),
      data: { state: { ...holder, state: "later" } },
    });
    assert.equal(data?.ready, true);
    assert.equal(data.data?.state, null);
  });

  it("shows it in the status and the metrics", () => {
    const seen = { ...leading, at: 1_000_000, data: { state: holder, trouble: "" } };
    const shown = status(seen).data;
    assert.deepEqual([shown?.replicationLagSeconds, shown?.alert], [30, ""]);
    const lines = metrics(seen).split("\n");
    for (const line of [
      "ha_dns_replication_lag_seconds 30",
      'ha_dns_replication_last_success_timestamp_seconds{peer="pi2"} 980',
      "ha_dns_data_holder 1",
      'ha_dns_service_running{service="journal"} 1',
      "ha_dns_replication_lagging 0",
    ])
      assert.ok(lines.includes(line), line);
    const late = metrics({ ...seen, at: 2_000_000 });
    assert.ok(late.includes("ha_dns_replication_lagging 1\n"));
  });
});
