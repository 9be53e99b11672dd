import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pulumi } from "../../lab/deploy/pulumi";
import type { LabSettings } from "../../lab/settings";
import { deployedLab, withStackFile } from "./support";

describe("a config that cannot be", function () {
  let lab: LabSettings;
  before(async () => {
    lab = await deployedLab();
  });

  /** Each resource with the time of its last change; the state as a whole is encrypted anew at each writing. */
  async function exported(stack: string): Promise<string[]> {
    const state = JSON.parse((await pulumi(lab, ["stack", "export", "-s", stack])).stdout) as {
      deployment: { resources: readonly { urn: string; modified?: string }[] };
    };
    return state.deployment.resources.map(({ urn, modified }) => `${urn} ${modified}`);
  }

  it("is refused by preview and up with place, finding and fix, no stack trace, and nothing touched", async () => {
    const { name } = lab.nodes[0]!;
    await withStackFile(name, async () => {
      const before = await exported(name);
      await pulumi(lab, ["config", "set", "vip", "192.168.8.255", "-s", name]);
      await pulumi(lab, ["config", "set", "priority", "255", "-s", name]);
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        const result = await pulumi(lab, [...command, "-s", name]);
        assert.notEqual(result.code, 0);
        const said = result.stdout + result.stderr;
        assert.match(said, /has 2 problems\. Nothing was touched/);
        assert.match(said, /vip \(Pulumi\.\w+\.yaml\)\s+found +\S+\.255, the subnet's broadcast address/);
        assert.match(said, /found +255\s+expected +an integer from 1 to 254; the highest leads/);
        assert.doesNotMatch(said, /\n\s+at .*\.ts:\d+/);
      }
      assert.deepEqual(await exported(name), before);
    });
  });

  it("is refused where a secret stands in clear", async () => {
    const { name } = lab.nodes[0]!;
    await withStackFile(name, async () => {
      await pulumi(lab, ["config", "set", "piholePassword", "planted-in-clear", "--plaintext", "-s", name]);
      const result = await pulumi(lab, ["preview", "-s", name]);
      assert.notEqual(result.code, 0);
      assert.match(result.stdout, /piholePassword .*\s+found +a value in clear/);
      assert.doesNotMatch(result.stdout + result.stderr, /planted-in-clear/);
    });
  });

  it("names the command to run where the founder is not up yet", async () => {
    const backend = mkdtempSync(path.join(tmpdir(), "ha-dns-backend-"));
    const options = { env: { ...process.env, PULUMI_BACKEND_URL: `file://${backend}` } };
    const [founder, other] = lab.nodes.map(({ name }) => name);
    try {
      await withStackFile(founder!, () =>
        withStackFile(other!, async () => {
          await pulumi(lab, ["stack", "init", other!], options);
          const unknown = await pulumi(lab, ["preview", "-s", other!], options);
          assert.match(unknown.stdout, new RegExp(`run first: pulumi up -s ${founder}`));
          await pulumi(lab, ["stack", "init", founder!], options);
          const empty = await pulumi(lab, ["preview", "-s", other!], options);
          assert.match(empty.stdout, new RegExp(`not up yet\\. Run this first: pulumi up -s ${founder}`));
          assert.doesNotMatch(empty.stdout, /\n\s+at .*\.ts:\d+/);
        }),
      );
    } finally {
      rmSync(backend, { recursive: true });
    }
  });

  it("says in which key a stack disagrees with the founder", async () => {
    const { name } = lab.nodes[1]!;
    await withStackFile(name, async () => {
      await pulumi(lab, ["config", "set", "vrid", "52", "-s", name]);
      const result = await pulumi(lab, ["preview", "-s", name]);
      assert.equal(result.code, 0);
      assert.match(result.stdout, /vrid: 52 here, 51 on /);
    });
  });
});
