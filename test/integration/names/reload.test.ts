import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { renderServers } from "../../../components/render/pihole-dnsmasq";
import { renderZones, zoneSettings, zonesRevision } from "../../../components/render/unbound-zones";
import type { NodePlan } from "../../../components/config/plan";
import { resolverReload } from "../../../providers/resolver-reload/implementation";
import type { SshTarget } from "../../../providers/ssh/target";
import { files, onHostRun } from "../../../runtime/contract/files";
import { samplePlan } from "../../unit/components/sample-plan";
import { startSshServer, type SshServer } from "../ssh-server";
import { daemonNames, Daemons, images } from "./daemons";

const pihole = `no-resolv
port=53
server=127.0.0.1#5335
local=/lan/
address=/localhost/127.0.0.1
servers-file=/names/dnsmasq/servers
`;
const router = 'server:\n    username: ""\n    chroot: ""\n    pidfile: ""\n    port: 5399\n    do-ip6: no\n';

const first = samplePlan({ records: ["nas.lan 192.168.8.20"] });
const second = samplePlan({ records: ["nas.lan 192.168.8.21", "*.apps.lan 192.168.8.30"] });

describe("the resource that has Unbound and Pi-hole take their zones up", function () {
  this.timeout(600_000);
  let daemons: Daemons;
  let server: SshServer;
  let target: SshTarget;

  before(async () => {
    daemons = new Daemons(await images());
    await daemons.start(first, router, pihole);
    // No agent runs here: the file in which it would say what Pi-hole has started with lies in the test's folder.
    const inForce = path.join(daemons.folder, "in-force");
    writeFileSync(inForce, "lines\n");
    const elsewhere = `eval "\${0//${onHostRun(files.dnsmasqInForce).replaceAll("/", "\\/")}/${inForce.replaceAll("/", "\\/")}}"`;
    server = await startSshServer([], ["bash", "-c", elsewhere]);
    target = server.target;
  });
  after(async () => {
    await server?.close();
    await daemons?.end();
  });

  const inputs = (plan: NodePlan) => {
    const contents = { ...renderZones(plan), "dnsmasq/servers": renderServers(plan) };
    const digests = Object.entries(contents).map(([file, text]) => [
      path.join(daemons.folder, file),
      createHash("sha256").update(text).digest("hex"),
    ]);
    return {
      target,
      // Nobody answers there, as at a peer that is off.
      peers: [{ ...target, host: "127.0.0.2" }],
      ...daemonNames,
      revision: zonesRevision(plan),
      files: Object.fromEntries(digests) as Record<string, string>,
      dnsmasq: "lines",
      settings: zoneSettings(plan),
    };
  };

  it("has nothing to do twice, sees what was changed by hand, and puts it right in the running daemons", async () => {
    const { id, outs } = await resolverReload.create(inputs(first));
    assert.equal(await daemons.ask("nas.lan"), "192.168.8.20");
    assert.equal((await resolverReload.diff(id, outs, inputs(first))).changes, false);
    assert.deepEqual((await resolverReload.read(id, outs)).props?.findings, []);

    daemons.lay(second);
    const updated = await resolverReload.update(id, outs, inputs(second));
    assert.deepEqual(
      [await daemons.ask("nas.lan"), await daemons.ask("any.apps.lan")],
      ["192.168.8.21", "192.168.8.30"],
    );

    appendFileSync(path.join(daemons.folder, "zones/records.zone"), "nas.lan IN TXT byhand\n");
    await daemons.reload();
    const seen = (await resolverReload.read(id, updated.outs)).props!;
    assert.match(seen.findings.join(), /records\.zone is not as it was deployed/);
    assert.equal((await resolverReload.diff(id, seen, inputs(second))).changes, true);
    daemons.lay(second);
    await resolverReload.update(id, seen, inputs(second));
    assert.equal(await daemons.ask("nas.lan TXT"), "");
  });

  it("waits until Pi-hole has started with the lines that it is given", async () => {
    const { outs } = await resolverReload.create(inputs(second));
    let started = false;
    const waiting = resolverReload
      .update("", outs, { ...inputs(second), dnsmasq: "other" })
      .then(() => started);
    await daemons.ask("nas.lan");
    started = true;
    writeFileSync(path.join(daemons.folder, "in-force"), "other\n");
    assert.equal(await waiting, true);
  });

  it("refuses what Unbound's checker refuses, with its words; Unbound goes on with what it has", async () => {
    const { outs } = await resolverReload.create(inputs(second));
    appendFileSync(path.join(daemons.folder, "zones/names.conf"), "no-such: 1\n");
    await assert.rejects(resolverReload.update("", outs, inputs(first)), /unknown keyword 'no-such'/);
    assert.equal(await daemons.ask("nas.lan"), "192.168.8.21");
    daemons.lay(second);
  });
});
