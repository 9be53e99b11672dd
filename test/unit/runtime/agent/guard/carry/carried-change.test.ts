import assert from "node:assert/strict";
import { changeOf, isCarried } from "../../../../../../runtime/agent/guard/carry/carried-change";

describe("what a follower has its leader change", () => {
  it("is what all nodes share, as Pi-hole's pages spell it", () => {
    for (const target of [
      "/api/domains/deny/exact",
      "/api/domains/allow/regex/%28%5E%7C%5C.%29ads%5C.example%24",
      "/api/domains:batchDelete",
      "/api/lists?type=block",
      "/api/lists/https%3A%2F%2Flists.example%2F1.txt?type=block",
      "/api/groups/Default",
      "/api/clients:batchDelete",
      "/api/config",
      "/api/config/dns/hosts/192.0.2.1%20nas.example?restart=false",
      "/api/dns/blocking",
      "/api/action/gravity",
    ])
      assert.equal(isCarried(target), true, target);
  });

  it("is nothing of one node alone, and nothing that is spelt oddly", () => {
    for (const target of [
      "/api/action/restartdns",
      "/api/action/flush/logs",
      "/api/teleporter",
      "/api/auth/session/1",
      "/api/cluster/join",
      "/api/domainsx",
      "/api//domains",
      "/API/domains",
      "/admin/../api/domains",
      "/api/domains/../cluster",
      "/api/domains/%2e%2e/cluster",
      "/api/domains/%252e%252e/cluster",
      "/api/domains/..%5ccluster",
      "/api/groups/..%2fconfig",
      "http://pi.hole/api/domains",
    ])
      assert.equal(isCarried(target), false, target);
  });

  it("goes without the session of the node that it was asked for at", () => {
    const body = Buffer.from('{"sid":"secret","domain":["ads.example"]}');
    const change = changeOf("POST", "/api/domains/deny/exact?sid=secret&x=1", body);
    assert.deepEqual(change, {
      method: "POST",
      target: "/api/domains/deny/exact?x=1",
      body: '{"domain":["ads.example"]}',
    });
    assert.equal(changeOf("DELETE", "/api/lists/x?sid=secret", Buffer.alloc(0))?.target, "/api/lists/x");
    assert.equal(changeOf("POST", "/api/domains:batchDelete", Buffer.from("[1]"))?.body, "[1]");
  });

  it("is no form, no broken JSON and no odd method", () => {
    assert.equal(changeOf("POST", "/api/groups", Buffer.from("sid=secret&name=x")), undefined);
    assert.equal(changeOf("POST", "/api/groups", Buffer.from('{"name":')), undefined);
    assert.equal(changeOf("BREW", "/api/groups", Buffer.from("{}")), undefined);
  });
});
