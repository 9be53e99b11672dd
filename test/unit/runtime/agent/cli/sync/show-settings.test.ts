import assert from "node:assert/strict";
import {
  settingLines,
  showSettings,
  type SettingLine,
} from "../../../../../../runtime/agent/cli/sync/show-settings";
import { sharedKeys } from "../../../../../../runtime/contract/shared-settings";
import { whyNotSynced } from "../../../../../../runtime/contract/node-settings";
import { StandIn } from "../../sync/stand-in";

const leaf = (value: unknown, forced = false) => ({ value, flags: { env_var: forced } });

describe("sync settings", () => {
  const answer = {
    config: {
      dns: {
        hosts: leaf([]),
        upstreams: leaf(["1.1.1.1"], true),
        domain: { name: leaf("lan"), local: leaf(true, true) },
      },
      files: { pid: leaf("/run/x") },
    },
  };

  it("says of each setting whether it follows, and why", () => {
    const lines = settingLines(answer, ["dns.domain.name"]);
    assert.deepEqual(lines, [
      { key: "dns.hosts", follows: true, why: "local records are answers" },
      { key: "dns.upstreams", follows: false, why: whyNotSynced("dns.upstreams") },
      { key: "dns.domain.name", follows: false, why: "syncExcept names it: each node keeps its own" },
      { key: "dns.domain.local", follows: false, why: "the environment of this node's Pi-hole sets it" },
      { key: "files.pid", follows: false, why: "a path inside the node's container" },
    ]);
  });

  it("names every setting of a Pi-hole, with a reason for each", async () => {
    const pihole = await new StandIn("pi1").start();
    try {
      const printed: string[] = [];
      const print = (text: string): void => void printed.push(text);
      assert.equal(await showSettings(pihole.parts().pihole, [], true, print), 0);
      const lines = JSON.parse(printed[0]!) as SettingLine[];
      assert.ok(lines.length > sharedKeys.length && lines.every(({ why }) => why !== ""));
      const following = lines.filter(({ follows }) => follows).map(({ key }) => key);
      assert.deepEqual(following.sort(), [...sharedKeys].sort());
      assert.equal(await showSettings(pihole.parts().pihole, [], false, print), 0);
      assert.ok(printed.some((line) => /^ {2}dns\.hosts +local records are answers$/.test(line)));
    } finally {
      pihole.stop();
    }
  });

  it("fails with a message if Pi-hole does not answer", async () => {
    const printed: string[] = [];
    const pihole = { ask: () => Promise.reject(new Error("ECONNREFUSED")) };
    assert.equal(await showSettings(pihole, [], true, (text) => void printed.push(text)), 1);
    assert.deepEqual(printed, ["sync settings: ECONNREFUSED"]);
  });
});
