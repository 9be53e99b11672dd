import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { projectName, renderEnvironment } from "../../../components/render/services";
import { docker, until } from "../../../lab/shell";
import type { DataConfig } from "../../../runtime/contract/data-config";
import { ComposeServices } from "../../../runtime/data/services/services";
import { ComposeHost } from "./compose-host";

type ServiceConfig = DataConfig["services"][number];

/** Ends at once when it is asked to; as the first process of a container, sleep alone would not. */
const polite = `["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]`;
const stubborn = `["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]`;
const project = (services: Readonly<Record<string, string>>) =>
  `version: "3.8"\nservices:\n${Object.entries(services)
    .map(([name, command]) => `  ${name}:\n    network_mode: none\n    command: ${command}\n`)
    .join("")}`;

for (const variant of ["compose-1", "compose-2"] as const)
  describe(`standby services on a real engine, by ${variant}`, () => {
    let host: ComposeHost;
    before(async function () {
      this.timeout(300_000);
      host = await ComposeHost.start(variant);
      const inside = ["exec", `ha-dns-test-${variant}-${process.pid}`];
      const words = variant === "compose-1" ? ["docker-compose"] : ["docker", "compose"];
      const version = await docker([...inside, ...words, "version", "--short"]);
      assert.match(version, variant === "compose-1" ? /^1\./ : /^2\./);
    });
    after(() => host.stop());

    /** What does not depend on compose's version is seen with one of them. */
    const once = (title: string, body: () => Promise<void>) => {
      if (variant === "compose-2") it(title, body);
    };
    const never = new AbortController().signal;
    const over = (...config: readonly ServiceConfig[]) => new ComposeServices(config, host.host);
    const states = async (services: ComposeServices, own: readonly ServiceConfig[]) =>
      (await services.look())
        .filter(({ name }) => own.some((it) => it.name === name))
        .map(({ state, reason }) => (reason === "" ? state : `${state}: ${reason}`));

    it("starts what does not run, leaves what runs, and stops all within the deadline", async () => {
      const own = [
        await host.place("pair", project({ web: polite, db: polite }), ["web", "db"]),
        await host.place("single", project({ web: polite }), ["web"]),
      ];
      const services = over(...own);
      assert.deepEqual(await states(services, own), ["stopped", "stopped"]);
      await services.start(never);
      assert.deepEqual(await states(services, own), ["running", "running"]);
      const ids = await host.containers(own[0]!, "{{.ID}}");
      assert.equal(ids.length, 2);
      const policies = await docker([
        "inspect",
        "--format",
        '{{.HostConfig.RestartPolicy.Name}} {{index .Config.Labels "ha-dns.revision"}}',
        ...ids,
      ]);
      assert.equal(policies, "no 1\nno 1\n");

      await docker(["kill", ids[0]!]);
      assert.match((await states(services, own))[0]!, /^failed: (web|db) has ended with exit code 137$/);
      await services.start(never);
      assert.deepEqual(await states(services, own), ["running", "running"]);
      assert.deepEqual(new Set(await host.containers(own[0]!, "{{.ID}}")), new Set(ids));

      const from = performance.now();
      await services.stop(10_000);
      assert.ok(performance.now() - from < 10_000);
      assert.deepEqual(await states(services, own), ["stopped", "stopped"]);
      assert.deepEqual(await host.containers(own[0]!, "{{.ID}}"), []);
      // Each was asked first, and ended by itself.
      assert.match((await host.containers(own[1]!, "{{.Status}}", "--all"))[0]!, /^Exited \(0\)/);
    });

    it("kills what does not stop, and does not take what is paused for stopped", async () => {
      const own = [await host.place("stubborn", project({ web: stubborn, held: polite }), ["web", "held"])];
      const services = over(...own);
      await services.start(never);
      await docker(["pause", (await host.containers(own[0]!, "{{.ID}} {{.Command}}"))[0]!.split(" ")[0]!]);
      assert.match((await states(services, own))[0]!, /^failed: \w+ is paused$/);
      const from = performance.now();
      await services.stop(5_000);
      assert.ok(performance.now() - from < 10_000, `${performance.now() - from} ms`);
      assert.deepEqual(await host.containers(own[0]!, "{{.ID}}"), []);
    });

    once(
      "kills what compose cannot stop any more, and lets nothing that is only created start later",
      async () => {
        const own = await host.place("bare", project({ web: polite }), ["web"]);
        await over(own).start(never);
        await rm(own.composeFiles[0]!);
        const label = `com.docker.compose.project=${projectName(own.name)}`;
        await docker(["create", "--network", "none", "--label", label, host.image, "sleep", "100"]);
        await over(own).stop(5_000);
        const left = await host.containers(own, "{{.Status}}", "--all");
        assert.deepEqual(
          left.map((status) => status.slice(0, 12)),
          ["Exited (137)"],
        );
      },
    );

    once("does not start on a dataset that is not mounted, or cannot be written to", async () => {
      const own = [await host.place("unmounted", project({ web: polite }), ["web"])];
      const services = over(...own);
      for (const [view, reason] of [
        [{ mounted: false, writable: true }, /tank\/unmounted is not mounted/],
        [{ mounted: true, writable: false }, /tank\/unmounted cannot be written to/],
      ] as const) {
        host.datasets.set("tank/unmounted", view);
        await assert.rejects(services.start(never), reason);
        assert.match((await states(services, own))[0]!, reason);
        assert.deepEqual(await host.containers(own[0]!, "{{.ID}}", "--all"), []);
      }
    });

    it("says which image is missing, instead of pulling it", async () => {
      const compose = `${project({ web: polite })}    pull_policy: always\n`;
      const placed = await host.place("imageless", compose, ["web"]);
      const missing = `localhost:1/none@sha256:${"1".repeat(64)}`;
      const services = over({ ...placed, images: { web: missing } });
      await assert.rejects(services.start(never), /localhost:1\/none@sha256:1+ is not on this host/);
      // And with the image, pull_policy of the project's own does not make it ask anybody.
      await over(placed).start(never);
      await over(placed).stop(5_000);
    });

    once("makes anew what runs as an earlier config had it", async () => {
      const before = await host.place("changed", project({ web: polite }), ["web"], "1");
      await over(before).start(never);
      const [id] = await host.containers(before, "{{.ID}}");
      const now = await host.place("changed", project({ web: polite }), ["web"], "2");
      const services = over(now);
      await services.start(never);
      assert.deepEqual(await states(services, [now]), ["running"]);
      assert.notEqual((await host.containers(now, "{{.ID}}"))[0], id);
      await services.stop(5_000);
    });

    once("ends what is declared no longer, when it starts and when it stops", async () => {
      const gone = await host.place("gone", project({ web: polite }), ["web"]);
      for (const end of ["start", "stop"] as const) {
        await over(gone).start(never);
        const services = over();
        assert.deepEqual(await states(services, [gone]), ["failed: runs, and is declared no longer"]);
        await (end === "start" ? services.start(never) : services.stop(5_000));
        assert.deepEqual(await host.containers(gone, "{{.ID}}"), [], end);
      }
    });

    it("ends a start that is under way when it has to stop, and nothing of it comes later", async () => {
      const names = ["a", "b", "c", "d", "e", "f"];
      const all = Object.fromEntries(names.map((name) => [name, polite]));
      const own = await host.place("interrupted", project(all), names);
      const services = over(own);
      const failed = assert.rejects(services.start(never));
      await until(
        "the first is there",
        20_000,
        async () => (await host.containers(own, "{{.ID}}")).length > 0,
        20,
      );
      await services.stop(8_000);
      await failed;
      assert.deepEqual(await host.containers(own, "{{.ID}}"), []);
      assert.deepEqual(await states(services, [own]), ["stopped"]);
    });

    it("gives secrets to the containers as they are, and keeps them out of what it says", async () => {
      const secret = `$a "b" #c \${`.slice(0, -2);
      const compose = project({ web: polite }).concat("    environment:\n      SECRET: ${SECRET}\n");
      const own = await host.place("secretive", compose, ["web"]);
      const folder = path.join(host.folder, own.name);
      await writeFile(path.join(folder, ".env"), renderEnvironment({ SECRET: secret, OTHER: "unspoken" }));
      const services = over(own);
      await services.start(never);
      const [id] = await host.containers(own, "{{.ID}}");
      assert.equal((await docker(["exec", id!, "sh", "-c", 'printf %s "$SECRET"'])).trim(), secret.trim());
      await services.stop(5_000);
      await writeFile(
        path.join(folder, "compose.yaml"),
        project({ web: polite }).concat("    ports:\n      - ${OTHER}\n"),
      );
      await assert.rejects(over(own).start(never), (error: Error) => {
        assert.match(error.message, /compose up ended with \d+: ./);
        assert.doesNotMatch(error.message, /unspoken/);
        return true;
      });
    });

    once("does not call stopped what it cannot see", async () => {
      const own = await host.place("unseen", project({ web: polite }), ["web"]);
      const blind: typeof host.host = {
        ...host.host,
        run: (program, args, options) =>
          host.host.run(program, args[0] === "ps" ? ["-H", "unix:///none", ...args] : args, options),
      };
      const services = new ComposeServices([own], blind);
      await assert.rejects(services.stop(2_000), /Docker does not tell what runs/);
      assert.match((await services.look())[0]!.reason, /Docker does not tell what runs/);
    });
  });
