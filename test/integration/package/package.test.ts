import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { must, run } from "../../../lab/shell";

const root = path.join(__dirname, "../../..");
const minutes = 60_000;

describe("the package, in a project outside the clone", function () {
  this.timeout(10 * minutes);
  let folder: string;
  let project: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-package-"));
    project = path.join(folder, "house");
    const backend = path.join(folder, "state");
    mkdirSync(backend);
    env = { ...process.env, PULUMI_BACKEND_URL: `file://${backend}`, HA_DNS_SITE: "" };
    await must("npm", ["pack", "--loglevel=error", "--pack-destination", folder], { cwd: root });
    const packed = path.join(
      folder,
      readdirSync(folder).find((name) => name.endsWith(".tgz"))!,
    );
    await must(process.execPath, [path.join(root, "ha-dns"), "new", project, "--package", packed], { env });
    const quick = ["--prefer-offline", "--ignore-scripts", "--loglevel=error", "--no-fund", "--no-audit"];
    await must("npm", ["install", ...quick], { cwd: project, timeoutMs: 8 * minutes });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("builds the nodes' programs from the package alone, byte for byte those of the clone", async () => {
    const context = `
      require("ha-dns/providers/load.js");
      const { runtimeContext, unboundContext } = require("ha-dns/components/images/contexts.ts");
      process.stdout.write(runtimeContext(process.cwd()).folder + " " + unboundContext().digest);`;
    const inClone = context.replaceAll("ha-dns/", `${root}/`);
    const [ours = "", oursUnbound] = (await must(process.execPath, ["-e", inClone], { cwd: folder })).split(
      " ",
    );
    const [theirs = "", theirsUnbound] = (
      await must(process.execPath, ["-e", context], { cwd: project })
    ).split(" ");
    assert.equal(theirsUnbound, oursUnbound);
    const names = readdirSync(ours, { withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(names.length >= 12);
    for (const { name } of names)
      assert.ok(readFileSync(path.join(theirs, name)).equals(readFileSync(path.join(ours, name))), name);
  });

  it("has the code of every resource where the state of a clone looks for it", async () => {
    const load = 'Object.keys(require(`${process.cwd()}/providers/load.js`)("remote-file")).join()';
    const printed = await must(process.execPath, ["-p", load], { cwd: project });
    assert.match(printed, /diff.*create.*read/);
  });

  it("has the command, which finds the project around the current folder", async () => {
    const command = path.join(project, "node_modules", ".bin", "ha-dns");
    const observe = ["observe", "--out", path.join(folder, "observe")];
    const within = await run(command, observe, { cwd: path.join(project, "providers"), env });
    assert.equal(within.code, 0, within.stderr);
    const outside = await run(command, ["status"], { cwd: folder, env });
    assert.equal(outside.code, 2);
    assert.match(outside.stderr, /found no Pulumi\.yaml in this folder/);
  });

  it("runs the program, which reads the project's config", async () => {
    const pulumi = (...args: string[]) =>
      run("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: project, env });
    await pulumi("stack", "init", "pi1");
    await pulumi("config", "set", "vip", "192.168.8.255", "-s", "pi1");
    const { code, stdout, stderr } = await pulumi("preview", "-s", "pi1");
    assert.notEqual(code, 0);
    const said = stdout + stderr;
    assert.match(said, /has 1 problem\. Nothing was touched/);
    assert.match(said, /vip \(Pulumi\.pi1\.yaml\)\s+found +192\.168\.8\.255, the subnet's broadcast address/);
    assert.doesNotMatch(said, /\n\s+at .*\.ts:\d+/);
  });
});
