import assert from "node:assert/strict";
import { zoneKey } from "../../../runtime/contract/zone-key";
import { deriveKey } from "../../../components/derived-keys";

describe("the keys that are derived from the cluster secret", () => {
  const secret = "a-cluster-secret-of-32-characters";
  const hex = (purpose: Parameters<typeof deriveKey>[1]) => deriveKey(secret, purpose).toString("hex");

  it("stay what nodes of earlier versions derive themselves: both talk to each other during an update", () => {
    assert.equal(hex("agents' channel"), "6c3df54002695bd7f06ea511468d32445cfd29c4ee439d9ff8c77ccbf02d63a6");
    assert.equal(hex("page sessions"), "0aedbc7946989ca7987a813e2eb1776bfd93057d2a699cf96f0baa857c193dc7");
    assert.equal(hex("replication pi1"), "4db74f8fe6e441814a47fa1c7eb15351bd8a0cb6992ffeddd104088c4d3cdb53");
  });

  it("sign the local zone of every version alike: another key would need a rollover", () => {
    const seed = deriveKey(secret, "local zone home.arpa 1");
    assert.deepEqual(zoneKey("home.arpa", 1, seed), {
      n: 1,
      tag: 9203,
      dnskey: "257 3 15 mgxscKMUBTAo/en2+YLeNzdAKyvymfQoGOylCmSvGp4=",
      ds: "9203 15 2 4299c73264774a314f8ca2ab687ea31b9991ff7e10f3329cf63e59a9952a82b7",
    });
  });

  it("are another for each purpose, each node and each secret", () => {
    const all = [
      hex("agents' channel"),
      hex("page sessions"),
      hex("replication pi1"),
      hex("replication pi2"),
      deriveKey("another", "agents' channel").toString("hex"),
    ];
    assert.equal(new Set(all).size, all.length);
  });
});
