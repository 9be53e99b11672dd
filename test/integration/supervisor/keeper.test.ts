import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { hostFile } from "../../../components/host-file";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { buildImage } from "../../../lab/cluster/images";
import { writeImageContext } from "../../../runtime/image/context";

const root = path.join(__dirname, "../../..");
const name = (what: string) => `ha-dns-test-keeper-${process.pid}-${what}`;
const [pod, member, other] = [name("pod"), name("member"), name("other")] as [string, string, string];

/** The script runs as it is, on this machine's engine; a stand-in plays `ha-dns-host-leg`, and counts its calls. */
describe("the supervisor of a node's containers", function () {
  this.timeout(120_000);
  let folder: string;
  let image: string;
  let keeper: ChildProcess | undefined;
  let said = "";

  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // It reads other processes' namespaces.
    const quiet = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), quiet, process.execPath);
    image = bases.busybox.local;
    folder = await mkdtemp(path.join(os.tmpdir(), "keeper-"));
    await writeFile(path.join(folder, "ha-dns-host-leg"), `#!/bin/sh\necho "leg $*" >>${folder}/legs\n`, {
      mode: 0o755,
    });
    const script = hostFile("ha-dns-keeper.sh");
    await writeFile(
      path.join(folder, "keeper"),
      script
        .replaceAll("/run/ha-dns", folder)
        .replaceAll("/etc/ha-dns", folder)
        .replaceAll("/var/lib/ha-dns/pihole", path.join(folder, "pihole"))
        .replace("patience=60", "patience=1"),
    );
    await mkdir(path.join(folder, "pod"));
    await mkdir(path.join(folder, "pihole"));
    await writeFile(path.join(folder, "limits"), `# container\n${pod} 20 100\n${member} 30 200\n`);
    await make(pod, "none");
    await make(member, `container:${pod}`, await runtimeImage(bases.node.local));
    await make(other, "none");
    const args = [path.join(folder, "keeper"), "eth9", pod, member, "--", other];
    keeper = spawn("bash", args, {
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      detached: true,
    });
    keeper.stdout!.on("data", (text: Buffer) => (said += text.toString()));
  });
  after(async () => {
    if (keeper) process.kill(-keeper.pid!, "SIGKILL");
    await run("docker", ["rm", "--force", "--volumes", member, other, pod]);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const make = (container: string, network: string, from = image) =>
    docker(["run", "--detach", "--init", "--network", network, "--name", container, from, "sleep", "600"]);

  /** As far as the supervisor needs it: Node.js and its program. */
  async function runtimeImage(base: string): Promise<string> {
    const all = path.join(folder, "runtime");
    writeImageContext(all);
    const context = path.join(folder, "context");
    await mkdir(context);
    await copyFile(path.join(all, "rejoin.js"), path.join(context, "rejoin.js"));
    await writeFile(
      path.join(context, "Dockerfile"),
      "ARG BASE=scratch\nFROM $BASE\nCOPY rejoin.js /opt/ha-dns/\n",
    );
    return buildImage({ name: "test-rejoin", context, base }, new Progress(() => undefined));
  }
  const namespace = async (container: string) => {
    const { stdout } = await run("docker", ["inspect", "--format", "{{.State.Pid}}", container]);
    return (await run("readlink", [`/proc/${stdout.trim()}/ns/net`])).stdout.trim();
  };
  const together = async () => {
    const spaces = await Promise.all([pod, member].map(namespace));
    return (spaces[0] !== "" && spaces[0] === spaces[1]) || undefined;
  };
  const legs = async () => (await readFile(path.join(folder, "legs"), "utf8")).trim().split("\n");

  it("starts a pod that died, then its member, and makes the host's leg again", async () => {
    await until("the leg is made", 20_000, async () =>
      (await legs().catch(() => [])).length > 0 ? true : undefined,
    );
    const before = (await legs()).length;
    await docker(["kill", pod]);
    await until("both run together", 30_000, together);
    await until("the leg is made again", 20_000, async () =>
      (await legs()).length > before ? true : undefined,
    );
    assert.equal((await legs()).at(-1), `leg up eth9 ${pod}`);
  });

  it("gives each container its limits after each start, and its processes their place when memory ends", async () => {
    const limits = async (container: string) => {
      const format = "{{.HostConfig.PidsLimit}} {{.State.Pid}}";
      const [pids, pid] = (await docker(["inspect", "--format", format, container])).trim().split(" ");
      return `${pids} ${(await readFile(`/proc/${pid}/oom_score_adj`, "utf8")).trim()}`;
    };
    const told = () =>
      until("both are limited", 30_000, async () => {
        const found = await Promise.all([pod, member].map(limits)).catch(() => []);
        return found.join() === "20 100,30 200" || undefined;
      });
    await told();
    await docker(["restart", "--time", "0", member]);
    await told();
  });

  it("follows no link that a container has put into the shared folder, and waits for no pipe there", async () => {
    const shared = (file: string) => path.join(folder, "pod", file);
    const [secret, toml] = [path.join(folder, "secret"), path.join(folder, "pihole", "pihole.toml")];
    await writeFile(secret, "pihole.toml.planted\na secret of the host\n");
    await writeFile(toml, "as it was\n");
    await run("mkfifo", [shared("health")]);
    await rm(shared("pihole-starts"), { force: true });
    await symlink(secret, shared("pihole-starts"));
    await symlink(secret, shared("replace-settings"));
    await symlink(secret, shared("restart-pihole"));
    await docker(["kill", member]);
    await until("it has looked at each of them", 40_000, async () => {
      const left = await readdir(path.join(folder, "pod"));
      return !left.includes("replace-settings") && !left.includes("restart-pihole") ? true : undefined;
    });
    await until("it still heals", 40_000, together);
    assert.equal(await readFile(secret, "utf8"), "pihole.toml.planted\na secret of the host\n");
    assert.equal(await readFile(toml, "utf8"), "as it was\n");
    assert.deepEqual(await readdir(path.join(folder, "pihole")), ["pihole.toml"]);
    await until("it has counted a start", 40_000, async () => {
      await run("docker", ["kill", member]); // Again, if it was just being restarted.
      return /^\d+\n$/.test(await readFile(shared("pihole-starts"), "utf8")) || undefined;
    });
    assert.equal(await readFile(secret, "utf8"), "pihole.toml.planted\na secret of the host\n");
    await rm(shared("health"));
  });

  it("puts earlier settings in the place of those with which Pi-hole does not start, and keeps those", async () => {
    const toml = path.join(folder, "pihole", "pihole.toml");
    await rm(toml, { force: true });
    await writeFile(toml, "refused\n", { mode: 0o640 });
    await symlink(path.join(folder, "secret"), `${toml}.new`);
    await symlink(path.join(folder, "secret"), `${toml}.refused-1`);
    const wish = path.join(folder, "pod", "replace-settings");
    await writeFile(wish, "pihole.toml.refused-1\nearlier\nsettings\n", { mode: 0o600 });
    await until("they are replaced", 40_000, async () =>
      (await readFile(toml, "utf8")) === "earlier\nsettings\n" ? true : undefined,
    );
    assert.equal(await readFile(`${toml}.refused-1`, "utf8"), "refused\n");
    assert.match(await readFile(path.join(folder, "secret"), "utf8"), /a secret/);
    assert.equal((await stat(toml)).mode & 0o777, 0o640);
  });

  it("heals a member of a pod that something else made again, once that is no update's doing", async () => {
    await docker(["rm", "--force", pod]);
    await make(pod, "none");
    await writeFile(path.join(folder, "pod", "drain-update"), "");
    const looks = (await legs()).length;
    await docker(["kill", other]);
    await until("it looked again, and started the other one", 30_000, async () =>
      (await legs()).length > looks && (await namespace(other)) !== "" ? true : undefined,
    );
    assert.equal(await together(), undefined, "an update is under way");
    await rm(path.join(folder, "pod", "drain-update"));
    await docker(["kill", other]);
    await until("both run together", 60_000, together);
    assert.match(said, new RegExp(`made ${member} again`));
    const left = await docker(["ps", "--all", "--format", "{{.Names}}", "--filter", `name=${member}`]);
    assert.equal(left.trim(), member);
  });

  it("leaves a container alone that is not there: making it is the deployment's work", async () => {
    await docker(["rm", "--force", member, other]);
    const looks = (await legs()).length;
    await docker(["kill", pod]);
    await until("it looked again", 30_000, async () => ((await legs()).length > looks ? true : undefined));
    assert.notEqual((await run("docker", ["inspect", member])).code, 0);
    assert.equal(keeper!.exitCode, null);
  });
});
