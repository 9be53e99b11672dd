import assert from "node:assert/strict";
import { ReadError } from "../../../../../../runtime/agent/sync/read/read-answer";
import { restartSettings } from "../../../../../../runtime/agent/sync/read/restart-settings";

const leaf = (value: unknown, restart_dnsmasq: boolean) => ({ value, flags: { restart_dnsmasq } });
const config = (hosts: string[], aliases: string[], threads = 50) => ({
  config: {
    dns: { hosts: leaf(hosts, false), cnameRecords: leaf(aliases, true) },
    webserver: { threads: leaf(threads, true) },
  },
});

describe("settings that wait for a restart", () => {
  it("are seen where Pi-hole flags them, whether or not they are shared, and nowhere else", () => {
    const before = restartSettings(config([], []));
    assert.equal(restartSettings(config(["10.0.0.1 nas"], [])), before);
    assert.notEqual(restartSettings(config([], ["files.home,nas.home"])), before);
    assert.notEqual(restartSettings(config([], [], 20)), before);
  });

  it("are not guessed from an answer whose arrays have lost what is in them", () => {
    const upstreams = { value: [], flags: { restart_dnsmasq: true, env_var: true } };
    assert.throws(() => restartSettings({ config: { dns: { upstreams } } }), /dns\.upstreams is empty/);
  });

  it("are not guessed from an answer that is none", () => {
    assert.throws(
      () => restartSettings({ error: { key: "unauthorized", message: "no", hint: null } }),
      ReadError,
    );
  });
});
