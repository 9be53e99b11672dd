import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { renderEnvironment } from "../../../components/render/service-files";
import { projectName } from "../../../runtime/contract/names";
import { docker, until } from "../../../lab/shell";
import { ComposeServices } from "../../../runtime/data/services/compose-services";
import type { ComposeHost } from "../../integration/services/compose-host";
import {
  never,
  polite,
  project,
  servicesOnHost,
  stubborn,
} from "../../integration/services/services-on-host";

for (const variant of ["compose-1", "compose-2"] as const)
  describe(`standby services on a real engine, in every case, by ${variant}`, () => {
    const { onHost, over, states } = servicesOnHost(variant);
    let host: ComposeHost;
    before(() => (host = onHost()));

    /** What does not depend on compose's version is seen with one of them. */
    const once = (title: string, body: () => Promise<void>) => {
      if (variant === "compose-2") it(title, body);
    };

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
