import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { hardened, type Rights } from "../../../components/hardened";
import { rightsOf, secondRights } from "../../../components/rights";
import { rightsDocument } from "../../../components/rights-document";
import { renderLimits } from "../../../components/render/limits-file";
import { containers, secondContainer } from "../../../runtime/contract/names";

describe("the rights of the containers", () => {
  const declared: Readonly<Record<string, Rights>> = rightsOf({ cluster: { resolverMemory: 96 } });
  const all = [...Object.values(declared), secondRights];

  it("are declared for every container", () => {
    const named = [...Object.values(containers), secondContainer];
    assert.deepEqual(all.map(({ name }) => name).sort(), named.sort());
  });

  it("let no container read all files, and the agent, Unbound and the pod do nothing that needs a capability", () => {
    for (const { name, capabilities } of all) {
      for (const never of ["CAP_DAC_READ_SEARCH", "CAP_SYS_ADMIN", "CAP_SYS_PTRACE", "CAP_SYS_MODULE"])
        assert.ok(!(never in capabilities), `${name} has ${never}`);
    }
    for (const what of ["agent", "unbound", "pod"]) assert.deepEqual(declared[what]?.capabilities, {}, what);
  });

  it("have a reason each", () => {
    for (const { name, capabilities, root, writable, tmpfs = {} } of all)
      for (const reason of [...Object.values(capabilities), root, writable, ...Object.values(tmpfs)])
        assert.ok(reason === undefined || reason.length > 5, name);
  });

  it("are the least if nothing is declared", () => {
    const least = { name: "one", capabilities: {}, memory: 16, pids: 8, oomScoreAdj: 0 };
    assert.deepEqual(hardened(least), {
      name: "one",
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges"],
      readOnly: true,
      user: "53053:53053",
      memory: 16,
      memorySwap: -1,
    });
  });

  it("are widened by name", () => {
    const wide = hardened({
      name: "one",
      capabilities: { CAP_NET_RAW: "because", CAP_KILL: "because" },
      root: "because",
      writable: "because",
      tmpfs: { "/run": "because" },
      memory: 16,
      pids: 8,
      oomScoreAdj: 0,
    });
    assert.deepEqual(wide.capabilities, { adds: ["CAP_KILL", "CAP_NET_RAW"], drops: ["ALL"] });
    assert.deepEqual([wide.readOnly, wide.tmpfs, "user" in wide], [false, { "/run": "" }, false]);
  });

  it("end what answers DNS last if the host has no memory left", () => {
    const order = [...all].sort((a, b) => b.oomScoreAdj - a.oomScoreAdj).map(({ name }) => name);
    assert.deepEqual([order[0], order.at(-1)], [secondContainer, containers.pod]);
    for (const { name, oomScoreAdj } of all) assert.ok(oomScoreAdj < 0, `${name} ends before the host's own`);
  });

  it("reach the supervisor with the limits that Docker is not asked for", () => {
    assert.match(renderLimits(all), /^ha-dns-agent 128 -700$/m);
  });

  it("are in docs/rights.md as npm run docs writes it", () => {
    const file = path.join(__dirname, "../../../docs/rights.md");
    assert.equal(
      readFileSync(file, "utf8"),
      rightsDocument(),
      "stale: run npm run docs and commit the result",
    );
  });
});
