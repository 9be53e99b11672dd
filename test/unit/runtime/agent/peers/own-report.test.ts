import assert from "node:assert/strict";
import { peerStatus } from "../../../../../runtime/agent/peers/peer";
import { report } from "../../../../../runtime/agent/peers/own-report";
import { initialProgress } from "../../../../../runtime/agent/sync/sync-progress";
import { leading } from "../sample";

describe("what a node reports to its peers", () => {
  const sync = { progress: initialProgress, behind: "", now: 0 };
  const blocking = { state: "blocks", reason: "", domains: 7, healing: undefined, sinceMs: 0 } as const;
  const signed = { day: 20_787, until: 0, digest: "0123456789abcdef".repeat(4), key: 1 };
  const localZone = { zone: "home.arpa", signer: 1, keys: [], records: 0, signed, trouble: "" };
  const ipv6 = { state: "answers", reason: "", sinceMs: 0 } as const;
  const accepted = { of: "0123456789abcdef", address: "8.8.4.4", at: 0 };
  const publicName = {
    name: "home.example.com",
    accepted,
    trouble: "",
    final: false,
    failingSince: undefined,
  };
  const full = {
    ...leading,
    sync,
    blocking,
    data: { state: undefined, trouble: "" },
    localZone,
    ipv6,
    publicName,
    dhcp: { count: 1, digest: "0123456789abcdef", trouble: "" },
  };

  it("has every field that a peer reads", () => {
    const said = report(full);
    const lacking = Object.keys(peerStatus.shape).filter((field) => !(field in said));
    assert.deepEqual(lacking, []);
    assert.deepEqual(peerStatus.parse(JSON.parse(JSON.stringify(said))), said);
  });

  it("stays short, however long the reason is", () => {
    const health = { ...leading.health, reason: "x".repeat(100_000) };
    assert.ok(JSON.stringify(report({ ...full, health })).length < 2_000);
    const refusal = { digest: "0123456789ab", words: Array.from({ length: 500 }, () => "y".repeat(10_000)) };
    const waiting = { ...sync, progress: { ...initialProgress, refusal } };
    const said = report({ ...full, sync: waiting });
    assert.ok(JSON.stringify(said).length < 3_000);
    assert.equal(peerStatus.parse(said).sync?.refusal?.digest, refusal.digest);
  });
});
