import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ConfigError, loadConfig } from "../../../../runtime/agent/load-config";
import { agentConfig } from "./sample";

describe("agent config", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "config-"));
  const file = path.join(folder, "agent.json");
  const load = (text: string) => {
    fs.writeFileSync(file, text);
    return loadConfig(file);
  };
  after(() => fs.rmSync(folder, { recursive: true }));

  it("reads what the program renders", () =>
    assert.deepEqual(load(JSON.stringify(agentConfig)), agentConfig));

  it("names the file and every problem at once", () => {
    const bad = JSON.stringify({ ...agentConfig, failback: "never", recursionNames: [] });
    assert.throws(
      () => load(bad),
      (error) =>
        error instanceof ConfigError &&
        [file, "failback", "recursionNames"].every((word) => error.message.includes(word)),
    );
  });

  it("refuses a claim of -254, which keepalived takes for a fault", () => {
    assert.throws(() => load(JSON.stringify({ ...agentConfig, drainClaim: -254 })), /drainClaim/);
  });

  it("refuses a file that is not there, or not JSON", () => {
    assert.throws(() => loadConfig(path.join(folder, "none")), ConfigError);
    assert.throws(() => load("{"), ConfigError);
  });
});
