import assert from "node:assert/strict";
import { AgentLine } from "../../../../../runtime/agent/doors/agent-line";

describe("the doors' line to their agent", () => {
  const options = { deadlineMs: 20, late: "late", busy: "busy", mostWaiting: 2 };

  it("gives each question its own answer, in whatever order they come", async () => {
    const sent: [number, string][] = [];
    const line = new AgentLine<string, string>((id, question) => sent.push([id, question]), {
      ...options,
      deadlineMs: 5_000,
    });
    const [one, two] = [line.ask("one"), line.ask("two")];
    line.heard(sent[1]![0], "second");
    line.heard(sent[0]![0], "first");
    line.heard(99, "nobody's");
    assert.deepEqual(await Promise.all([one, two]), ["first", "second"]);
  });

  it("waits for no more than so many, and not for ever", async () => {
    const line = new AgentLine<string, string>(() => undefined, options);
    const all = await Promise.all([line.ask("one"), line.ask("two"), line.ask("three")]);
    assert.deepEqual(all, ["late", "late", "busy"]);
    assert.equal(await line.ask("four"), "late");
  });
});
