import assert from "node:assert/strict";
import { checkCnames, checkHosts, checkRevServers, isDomain } from "../../../../pihole/src/config/checks";

describe("checks of settings", () => {
  it("accept hosts with several names, IPv6 and a comment, and refuse those without a name", () => {
    assert.equal(checkHosts(["10.0.0.1 a b.home # c !", "fe80::1\tx"], "dns.hosts"), undefined);
    assert.match(checkHosts(["10.0.0.1"], "dns.hosts")!, /\[0\]: entry does not have at least one hostname/);
    assert.match(checkHosts(["10.0.0.1 a..b"], "dns.hosts")!, /invalid hostname/);
  });

  it("want two parts or more of a CNAME, none empty", () => {
    assert.equal(checkCnames(["a,b,300"], "k"), undefined);
    assert.match(checkCnames(["a"], "k")!, /too few elements/);
    assert.match(checkCnames(["a,,b"], "k")!, /empty string at position 1/);
  });

  it("want a whole reverse server", () => {
    assert.equal(checkRevServers(["true,192.168.0.0/24,192.168.0.1#53,lan"], "k"), undefined);
    for (const wrong of [
      "1,192.168.0.0/24,192.168.0.1",
      "true,192.168.0.0/33,192.168.0.1",
      "true,192.168.0.0/24",
      "true,x/24,192.168.0.1",
      "true,192.168.0.0/24,192.168.0.1#99999",
      "true,192.168.0.0/24,192.168.0.1,lan,more",
    ]) {
      assert.ok(checkRevServers([wrong], "k"), wrong);
    }
  });

  it("know a domain", () => {
    for (const good of ["a", "pi.hole", "_dmarc.example.com"]) assert.ok(isDomain(good), good);
    for (const bad of ["", "a..b", "-a.b", "a b", "x".repeat(64)]) assert.ok(!isDomain(bad), bad);
  });
});
