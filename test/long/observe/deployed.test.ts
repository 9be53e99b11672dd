import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerShape } from "../../../components/container";
import { observePodShape, observeShape } from "../../../components/observe";
import { hostFile } from "../../../components/host-file";
import { membersOf, type ObserveContainer } from "../../../components/observe-members";
import { observeRights } from "../../../components/observe-rights";
import { renderLimits } from "../../../components/render/limits-file";
import { observeDataFolder, observeFolder } from "../../../components/render/node-paths";
import { docker, run, until } from "../../../lab/shell";
import { ownUser } from "../../../runtime/contract/names";
import { samplePlan } from "../../unit/components/sample-plan";
import { observeImage } from "../../integration/observe/tools";

const root = path.join(__dirname, "../../..");
const named = (name: string) => `${name}-test-${process.pid}`;
const plan = samplePlan({ observeOn: "pi1", observeAddress: "192.168.8.247", grafanaImage: "none" });
const pod = named("ha-dns-observe");

/** As `docker create` takes a shape. */
const options = ({
  user,
  readOnly,
  capabilities,
  securityOpts,
  tmpfs,
  memory,
  init,
}: ContainerShape): string[] =>
  [
    ["--user", user],
    ["--read-only", readOnly === true],
    ["--init", init === true],
    ...((capabilities as { drops: string[] }).drops.map((one) => ["--cap-drop", one]) ?? []),
    ...((securityOpts as string[]).map((one) => ["--security-opt", one]) ?? []),
    ...Object.keys((tmpfs as object | undefined) ?? {}).map((folder) => ["--tmpfs", folder]),
    ["--memory", `${memory}m`],
  ].flatMap(([option, value]) =>
    value === false || value === undefined ? [] : value === true ? [option] : [option, value],
  ) as string[];

/** What a node gets, on this machine's engine and reaching nothing, kept by the script that keeps it on a node. */
describe("Prometheus and Alertmanager as they are deployed", function () {
  this.timeout(180_000);
  const members = membersOf(plan, root, { clusterSecret: pulumi.output(""), given: {} });
  const containers = members.map(({ key }) => named(`ha-dns-${key}`));
  let folder: string;
  let keeper: ChildProcess | undefined;
  let said = "";

  const inFolder = (hostPath: string) =>
    hostPath
      .replace(observeFolder, path.join(folder, "etc"))
      .replace(observeDataFolder, path.join(folder, "data"));

  async function make(member: ObserveContainer, name: string, image: string): Promise<void> {
    const shape = observeShape(plan, member);
    for (const [file, text] of Object.entries(member.files)) {
      const at = path.join(folder, "etc", member.key, file);
      mkdirSync(path.dirname(at), { recursive: true });
      writeFileSync(at, text);
    }
    const data = path.join(folder, "data", member.key);
    mkdirSync(data, { recursive: true, mode: 0o700 });
    chownSync(data, ownUser, ownUser);
    const mounts = (
      shape.volumes as { hostPath: string; containerPath: string; readOnly?: boolean }[]
    ).flatMap(({ hostPath, containerPath, readOnly }) => [
      "--volume",
      `${inFolder(hostPath)}:${containerPath}${readOnly ? ":ro" : ""}`,
    ]);
    const place = ["--name", name, "--network", `container:${pod}`, "--entrypoint", member.entrypoint];
    await docker(["create", ...place, ...options(shape), ...mounts, image, ...(member.command ?? [])]);
  }

  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // It reads other processes' namespaces.
    const image = await observeImage();
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-deployed-"));
    const shape = observePodShape(plan);
    await docker([
      "run",
      "--detach",
      "--name",
      pod,
      "--network",
      "none",
      ...options(shape),
      image,
      "sleep",
      "infinity",
    ]);
    for (const [i, member] of members.entries()) await make(member, containers[i]!, image);
    const limits = path.join(folder, "limits");
    writeFileSync(
      limits,
      renderLimits(Object.values(observeRights).map((one) => ({ ...one, name: named(one.name) }))),
    );
    const script = path.join(folder, "keeper");
    writeFileSync(script, hostFile("ha-dns-observe.sh"));
    keeper = spawn("bash", [script, limits, pod, ...containers], { detached: true });
    keeper.stdout!.on("data", (text: Buffer) => (said += text.toString()));
  });
  after(async () => {
    if (keeper) process.kill(-keeper.pid!, "SIGKILL");
    await run("docker", ["rm", "--force", "--volumes", ...containers, pod]);
    if (folder) rmSync(folder, { recursive: true });
  });

  const state = async (name: string, format: string) =>
    (await run("docker", ["inspect", "--format", format, name])).stdout.trim();
  const namespace = async (name: string) =>
    (await run("readlink", [`/proc/${await state(name, "{{.State.Pid}}")}/ns/net`])).stdout.trim();
  const query = async (expr: string) =>
    (
      await run("docker", [
        "exec",
        containers[0]!,
        "promtool",
        "query",
        "instant",
        "http://127.0.0.1:9090",
        expr,
      ])
    ).stdout;

  it("start with the least rights, read what was rendered, and find each other", async () => {
    await until(
      () => `Prometheus asks both nodes, which are not there (${said})`,
      60_000,
      async () => (await query('count(up{job="ha-dns"} == 0)')).includes("=> 2"),
    );
    const told = ["exec", containers[1]!, "amtool", "--alertmanager.url=http://127.0.0.1:9093", "alert"];
    await until("Alertmanager hears that nobody leads", 120_000, async () =>
      (await run("docker", told)).stdout.includes("HaDnsNoLeader"),
    );
    for (const container of containers) assert.equal(await state(container, "{{.State.Running}}"), "true");
  });

  it("are limited in processes, and the first to end if the host has no memory left", async () => {
    const found = async () =>
      Promise.all(
        containers.map(async (container) => {
          const [pids, pid] = (await state(container, "{{.HostConfig.PidsLimit}} {{.State.Pid}}")).split(" ");
          return `${pids} ${readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim()}`;
        }),
      );
    await until("both are limited", 60_000, async () => (await found()).join() === "64 600,64 500");
  });

  it("come back when they have died, and follow their pod", async () => {
    await docker(["kill", containers[0]!, pod]);
    await until("all run in the namespace of the pod", 60_000, async () => {
      const spaces = await Promise.all([pod, ...containers].map(namespace));
      return new Set(spaces).size === 1 && spaces[0] !== "";
    });
    await until("Prometheus answers again", 60_000, async () => (await query("vector(7)")).includes("=> 7"));
  });
});
