import assert from "node:assert/strict";
import { docker } from "../../../lab/shell";
import type { ComposeHost } from "./compose-host";
import { never, polite, project, servicesOnHost } from "./services-on-host";

for (const variant of ["compose-1", "compose-2"] as const)
  describe(`standby services on a real engine, by ${variant}`, () => {
    const { onHost, over, states } = servicesOnHost(variant);
    let host: ComposeHost;
    before(() => (host = onHost()));

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

    it("does not start on a dataset that is not mounted, or cannot be written to", async () => {
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
  });
