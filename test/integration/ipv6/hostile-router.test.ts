import assert from "node:assert/strict";
import path from "node:path";
import { run } from "../../../lab/shell";

const listener = path.join(__dirname, "../../../runtime/image/router-advertisement");
const hostile = path.join(__dirname, "hostile-router.pl");

/** What the listener prints in two seconds, in a network namespace with a router that does `kind`. */
async function heard(kind: "many" | "flood" | "broken"): Promise<readonly string[]> {
  const script = `
    ip link add eth0 type veth peer name wire
    for link in eth0 wire; do ip link set $link addrgenmode none; ip link set $link up; done
    ip address add fe80::1/64 dev eth0 nodad
    ip address add fe80::2/64 dev wire nodad
    perl ${hostile} wire ${kind} &
    perl ${listener} eth0 2`;
  const spaces = ["--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child"];
  const { code, stdout, stderr } = await run("unshare", [...spaces, "sh", "-ec", script], {
    timeoutMs: 60_000,
  });
  assert.equal(code, 0, stderr);
  return stdout.split("\n").filter(Boolean);
}

describe("listening for a LAN's IPv6 routers", function () {
  this.timeout(90_000);

  it("takes down a few DNS servers, however many are announced", async () => {
    const lines = await heard("many");
    assert.equal(lines.length, 32);
    assert.match(lines[0]!, /^fe80::2 resolver fd00:bad::/);
  });

  it("ends in time while it is flooded", async () => {
    assert.equal((await heard("flood")).length, 1);
  });

  it("goes on after an option that is broken", async () => {
    assert.deepEqual(await heard("broken"), ["fe80::2 resolver fd00:bad::"]);
  });
});
