import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { loadFiles } from "../../../../components/load-files";
import { interviewAdded } from "../../../../cli/add/add-interview";
import { answering, takingProposals } from "../../../../cli/init/answerer";
import type { Explorer } from "../../../../cli/init/explorer";
import { filesWithNodes } from "../../../../cli/init/config-files";
import type { InitAnswers } from "../../../../cli/init/init-questions";
import { sampleSpec } from "../../components/sample-plan";
import { fakeExplorer, fingerprint } from "../init/fake-explorer";

const root = path.join(__dirname, "..", "..", "..", "..");
const spec = sampleSpec();
const enough: InitAnswers = { hosts: "192.168.8.13", fingerprints: fingerprint("192.168.8.13") };

const added = (answers: InitAnswers, explorer: Explorer = fakeExplorer()) =>
  interviewAdded(
    answering(
      answers,
      takingProposals(() => undefined),
      () => undefined,
    ),
    explorer,
    spec,
  );

describe("ha-dns add", () => {
  it("proposes addresses that neither the cluster nor anybody else has, and the lowest priority", async () => {
    const explorer = fakeExplorer({ taken: () => Promise.resolve(["192.168.8.249"]) });
    assert.deepEqual(await added(enough, explorer), [
      {
        name: "node13",
        host: "192.168.8.13",
        podAddress: "192.168.8.247",
        unboundAddress: "192.168.8.248",
        priority: 80,
        interface: "end0",
      },
    ]);
  });

  it("changes nodes in Pulumi.yaml, and writes the new node's file, as the deployment reads them", async () => {
    const before = Object.fromEntries(
      ["Pulumi.yaml", "Pulumi.pi1.yaml", "Pulumi.pi2.yaml"].map((name) => [
        name,
        readFileSync(path.join(root, name), "utf8"),
      ]),
    );
    const texts = filesWithNodes(["pi1", "pi2"], await added(enough), before);
    assert.deepEqual(Object.keys(texts), ["Pulumi.node13.yaml", "Pulumi.yaml"]);
    assert.equal(
      texts["Pulumi.yaml"],
      before["Pulumi.yaml"]!.replace("value: [pi1, pi2]", "value: [pi1, pi2, node13]"),
    );
    const { nodes } = loadFiles(root, undefined, texts);
    assert.deepEqual(
      nodes.map(({ plan }) => [plan.node.name, plan.node.priority]),
      [
        ["pi1", 120],
        ["pi2", 100],
        ["node13", 80],
      ],
    );
  });

  it("refuses a host or a name that is a node already", async () => {
    await assert.rejects(added({ hosts: "192.168.8.12" }), /found 192\.168\.8\.12, which is a node already/);
    await assert.rejects(added({ ...enough, names: "pi2" }), /found pi2, which is a node already/);
  });
});
