import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DataState } from "../../../../runtime/contract/data-state";
import { nobodyTakes, waitReleased } from "../../../../runtime/data/wait";
import { holder } from "./keeper/sample";

const replica: DataState = { ...holder, node: "pi2", state: "replica", writable: false };
const peer = { name: "pi2", visible: true, leads: true, data: replica };

describe("waiting until the data has left", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "ha-dns-wait-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const says = (state: DataState) =>
    writeFileSync(path.join(folder, "data.json"), JSON.stringify({ ...state, at: Date.now() }));
  const sees = (peers: readonly (typeof peer)[]) =>
    writeFileSync(path.join(folder, "peers.json"), JSON.stringify({ at: Date.now(), draining: true, peers }));
  const waited = async (args: readonly string[], meanwhile: () => void = () => undefined) => {
    const said: string[] = [];
    const paths = { state: path.join(folder, "data.json"), peersSeen: [path.join(folder, "peers.json")] };
    const code = await waitReleased(
      ["released", ...args],
      paths,
      (text) => said.push(text),
      async () => meanwhile(),
    );
    return { code, said: said.join("\n") };
  };

  it("ends when another has it", async () => {
    says(holder);
    sees([peer]);
    let polls = 0;
    const result = await waited(["--seconds", "60"], () => {
      polls += 1;
      says(polls < 5 ? { ...holder, state: "handing-over" } : replica);
    });
    assert.deepEqual(result, { code: 0, said: "" });
    assert.equal(polls, 5);
  });

  it("does not take a node for released whose datasets can still be written to", async () => {
    says({ ...replica, writable: true });
    sees([peer]);
    assert.equal((await waited(["--seconds", "2"])).code, 1);
  });

  it("goes on until whoever it was let go for has taken it up", async () => {
    const released = { ...replica, released: { to: "pi1", snapshot: "ha-dns_x" } };
    says(released);
    const taking = { ...peer, name: "pi1", data: { ...holder, state: "taking-over" as const } };
    sees([taking]);
    let polls = 0;
    const patient = await waited(["--seconds", "60"], () => {
      polls += 1;
      says(polls < 30 ? released : replica);
    });
    assert.deepEqual([patient.code, polls], [0, 30]);
    says(released);
    const { code, said } = await waited(["--seconds", "2"]);
    assert.deepEqual([code, said], [1, "pi2 has let the data go for pi1, which has not taken it up yet"]);
  });

  it("says early which peer could not take it, and why", async () => {
    says(holder);
    sees([{ ...peer, visible: false }]);
    let polls = 0;
    const { code, said } = await waited(["--seconds", "120"], () => void (polls += 1));
    assert.equal(code, 1);
    assert.match(said, /^pi1 has the data \(holder\), and no peer could take it: pi2 is not seen$/);
    assert.ok(polls < 30);
  });

  it("takes a peer with a dataset in trouble for none", () => {
    const roots = replica.roots.map((root) => ({ ...root, trouble: "not mounted" }));
    const seen = { at: 0, draining: true, peers: [{ ...peer, data: { ...replica, roots } }] };
    assert.equal(nobodyTakes(seen), "pi2: not mounted");
    assert.equal(nobodyTakes({ ...seen, peers: [...seen.peers, { ...peer, name: "pi3" }] }), undefined);
  });
});
