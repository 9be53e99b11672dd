import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkNames, type NamesToCheck } from "../../../../providers/names-check/check-names";
import { FakeHost } from "../fake-host";

const wanted: NamesToCheck = {
  unboundImage: "ha-dns/unbound:2",
  unbound: { "unbound.conf": "server:\n", "zones/records.zone": "$TTL 60\n" },
  dnsmasqBase: "all-servers\n",
  dnsmasqLines: ["no-such=1"],
  files: { "/etc/ha-dns/unbound/zones/records.zone": "$TTL 60\n" },
};
const digest = createHash("sha256").update("$TTL 60\n").digest("hex");

/** A host with some of its containers running, and with or without the image that is to come. */
const host = (
  running: readonly string[],
  image: boolean,
  complaints: Readonly<Record<string, string>> = {},
) =>
  new FakeHost((line) => {
    if (line.startsWith("docker image inspect")) return { code: image ? 0 : 1 };
    if (line.startsWith("docker inspect"))
      return { stdout: `${running.some((name) => line.endsWith(name))}\n` };
    const which = Object.keys(complaints).find((part) => line.includes(part));
    return which === undefined
      ? undefined
      : { stdout: complaints[which]!, code: which === "unbound" ? 1 : 0 };
  });

const both = ["ha-dns-unbound", "ha-dns-pihole"];

describe("records, zones and lines for dnsmasq", () => {
  it("are not judged again if they are deployed already", async () => {
    const fake = new FakeHost(() => ({ stdout: `${digest}  /etc/ha-dns/unbound/zones/records.zone\n` }));
    assert.equal((await checkNames(fake.host, wanted)).asked, "");
    assert.equal(fake.commands.length, 1);
  });

  it("are judged in the image that is to come; else by what runs; and it is said by whom", async () => {
    const withImage = host(both, true);
    assert.equal(
      (await checkNames(withImage.host, wanted)).asked,
      "Unbound's own checker and Pi-hole's own dnsmasq",
    );
    assert.ok(
      withImage.commands.some((line) => /^docker run .*--network none .* ha-dns\/unbound:2$/.test(line)),
    );
    const running = host(both, false);
    await checkNames(running.host, wanted);
    assert.ok(running.commands.includes("docker exec -i ha-dns-unbound sh"));
    assert.match(
      (await checkNames(host([], false).host, wanted)).asked,
      /no daemon, since the node has none yet/,
    );
  });

  it("are refused with each daemon's words, without the folder in which it read them", async () => {
    const fake = host(both, false, {
      unbound: "[17:0] x\n/tmp/tmp.Ab1/zones/names.conf:3: error: unknown keyword 'x'\n",
      "exec -i ha-dns-pihole": "0 dnsmasq: bad option at line 1 of /tmp/tmp.Ab1/line0\n",
    });
    const { unbound, dnsmasq } = await checkNames(fake.host, wanted);
    assert.deepEqual(unbound, ["zones/names.conf:3: error: unknown keyword 'x'"]);
    assert.deepEqual(dnsmasq, [{ line: 0, said: "dnsmasq: bad option at line 1" }]);
  });

  it("are not taken for bad if the check itself cannot be run", async () => {
    const broken = new FakeHost((line) => {
      if (line.startsWith("docker inspect")) return { stdout: "true\n" };
      if (line.startsWith("docker image inspect")) return { code: 1 };
      return line.includes("exec -i ha-dns-unbound")
        ? { code: 126, stderr: "error: cannot exec" }
        : undefined;
    });
    await assert.rejects(
      checkNames(broken.host, wanted),
      /the check of Unbound's config exited with 126: error: cannot exec/,
    );
  });
});
