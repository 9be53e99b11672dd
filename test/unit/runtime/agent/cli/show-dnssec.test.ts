import assert from "node:assert/strict";
import { showDnssec } from "../../../../../runtime/agent/cli/show-dnssec";
import { status, type Snapshot } from "../../../../../runtime/agent/snapshot";
import { healthy, peerThat } from "../conditions/sight";

const key = (n: number) => ({ n, tag: 100 + n, dnskey: "", ds: `${100 + n} 15 2 ab` });
const localZone: Snapshot["localZone"] = {
  zone: "home.arpa",
  signer: 1,
  keys: [key(1), key(2)],
  records: 3,
  signed: { day: 20_787, until: Date.UTC(2026, 11, 14), digest: "0123456789abcdef00", key: 1 },
  trouble: "",
};
const theirs = { zone: "home.arpa", day: 20_787, key: 1 };
const peer = (digest: string) => peerThat({ localZone: { ...theirs, digest } });

async function said(action: "status" | "ds", snapshot: Snapshot): Promise<[number, string]> {
  const lines: string[] = [];
  const code = await showDnssec(
    action,
    false,
    (text) => lines.push(text),
    () => Promise.resolve(status(snapshot)),
  );
  return [code, lines.join("\n")];
}

describe("ha-dns dnssec", () => {
  it("shows the keys, how long the zone is signed, and which nodes have the same zone", async () => {
    const snapshot = { ...healthy, localZone, peers: [peer("0123456789abcdef00")] };
    assert.deepEqual(await said("status", snapshot), [
      0,
      [
        "home.arpa: 3 records, signed for 2026-11-30 with key 1 (tag 101), until 2026-12-14T00:00:00.000Z; digest 0123456789abcdef",
        "  key 1, tag 101: signs",
        "  key 2, tag 102: published",
        "  pi2: the same zone",
      ].join("\n"),
    ]);
  });

  it("names a node that has signed another zone", async () => {
    const [, text] = await said("status", { ...healthy, localZone, peers: [peer("ffff")] });
    assert.match(text, /pi2: another zone \(ffff\)/);
  });

  it("prints the trust anchors of all keys", async () => {
    const [code, text] = await said("ds", { ...healthy, localZone });
    assert.deepEqual([code, text], [0, "home.arpa. IN DS 101 15 2 ab\nhome.arpa. IN DS 102 15 2 ab"]);
  });

  it("exits with 1 if the zone is not signed and served, or there is none", async () => {
    assert.equal((await said("status", { ...healthy, localZone: { ...localZone, trouble: "why" } }))[0], 1);
    assert.equal((await said("status", healthy))[0], 1);
  });
});
