import assert from "node:assert/strict";
import { forgetAnswers, loadedRevision, loadZones } from "../../../../providers/resolver-reload/daemons";
import { changed } from "../../../../providers/resolver-reload/implementation";
import { FakeHost } from "../fake-host";

describe("zones that Unbound takes up", () => {
  it("are known by the revision that it answers with, and by none if it does not run", async () => {
    const list =
      'localhost. 10800 IN A 127.0.0.1\nrevision.ha-dns.invalid.\t0\tIN\tTXT\t"0afe98e8599ce3c5"\n';
    const runs = new FakeHost(() => ({ stdout: list }));
    assert.equal(await loadedRevision(runs.host, "unbound"), "0afe98e8599ce3c5");
    const gone = new FakeHost(() => ({ code: 1, stderr: "No such container" }));
    assert.equal(await loadedRevision(gone.host, "unbound"), "");
  });

  it("are refused with its checker's words, at once", async () => {
    const host = new FakeHost(() => ({ code: 4, stdout: "names.conf:3: error: unknown keyword" }));
    await assert.rejects(
      loadZones(host.host, "unbound", []),
      /goes on with the earlier ones:\n.*unknown keyword/,
    );
    assert.equal(host.commands.length, 1);
  });

  it("wait for a control socket that is not open yet", async () => {
    let tries = 0;
    const host = new FakeHost(() => (++tries < 3 ? { code: 5, stderr: "connect: No such file" } : {}));
    await loadZones(host.host, "unbound", ["home.example"]);
    assert.equal(tries, 3);
    assert.match(host.commands.at(-1)!, /\/etc\/unbound\/unbound\.conf home\.example$/);
  });

  it("have the caches forget the domains of which something came or went, and no others", () => {
    const settings = ["a.example private", "b.example A 10.0.0.1"];
    assert.deepEqual(changed(settings, settings), []);
    assert.deepEqual(changed(settings, ["a.example private", "b.example A 10.0.0.2"]), [
      "b.example A 10.0.0.1",
      "b.example A 10.0.0.2",
    ]);
  });

  it("fail if Pi-hole could not be told", async () => {
    const host = new FakeHost(() => ({ code: 1, stderr: "no such process" }));
    await assert.rejects(forgetAnswers(host.host, "pihole"), /no such process/);
  });
});
