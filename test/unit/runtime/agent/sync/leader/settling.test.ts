import assert from "node:assert/strict";
import { mock } from "node:test";
import { Settling } from "../../../../../../runtime/agent/sync/leader/settling";

describe("a burst of changes", () => {
  let told: number;
  let settling: Settling;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    told = 0;
    settling = new Settling(() => told++);
  });
  afterEach(() => mock.timers.reset());

  const changes = (count: number, everyMs: number): void => {
    for (let i = 0; i < count; i++) {
      settling.changed();
      mock.timers.tick(everyMs);
    }
  };

  it("is told of once, 40 ms after its last change", () => {
    changes(5, 10);
    mock.timers.tick(29);
    assert.equal(told, 0);
    mock.timers.tick(1);
    assert.equal(told, 1);
    mock.timers.tick(1_000);
    assert.equal(told, 1);
  });

  it("that does not end is told of every 250 ms", () => {
    changes(60, 10);
    assert.equal(told, 2);
    mock.timers.tick(1_000);
    assert.equal(told, 3);
  });

  it("is not told of after the end", () => {
    settling.changed();
    settling.stop();
    mock.timers.tick(1_000);
    assert.equal(told, 0);
  });
});
