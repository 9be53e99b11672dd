import assert from "node:assert/strict";
import fc from "fast-check";
import { isBelow, isWrite, refusalBeforeBody } from "../../../../../runtime/agent/guard/decision";

/** The path by which a web server like Pi-hole's finds its handler: decoded, cut at a NUL, without dots and doubles. */
function routed(target: string): string {
  const decoded = target
    .split("?")[0]!
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const kept: string[] = [];
  for (const segment of decoded.split("\0")[0]!.replaceAll("\\", "/").split("/")) {
    if (segment === "..") kept.pop();
    else if (segment.replace(/\.+$/, "") !== "") kept.push(segment.replace(/\.+$/, ""));
  }
  return `/${kept.join("/")}`;
}

describe("guard decision", () => {
  it("takes reading, and everything outside /api, for no write", () => {
    for (const method of ["GET", "HEAD", "OPTIONS"]) assert.equal(isWrite(method, "/api/groups"), false);
    assert.equal(isWrite("POST", "/admin/login"), false);
    assert.equal(isWrite("POST", "/admin/?next=/api/groups"), false);
    assert.equal(isWrite("POST", "/pages%20of%252520mine"), false);
  });

  it("takes any other method on /api for a write, known or not, in any case", () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPPATCH", "post", "get", "", "BREW"]) {
      assert.equal(isWrite(method, "/api/groups"), true, method);
    }
  });

  it("lets log in, log out and end a session", () => {
    assert.equal(isWrite("POST", "/api/auth"), false);
    assert.equal(isWrite("DELETE", "/api/auth?x=1"), false);
    assert.equal(isWrite("DELETE", "/api/auth/session/12"), false);
  });

  it("lets nothing else pass in the name of logging in", () => {
    for (const target of [
      "/api/auth/../groups",
      "/api/auth/session/../../groups/x",
      "/api/auth/session/1/../../../groups/x",
      "/api/auth%2f..%2fgroups",
      "/api/auth;x",
      "/api/auth/session/1%00",
      "http://pi.hole/api/auth",
    ]) {
      assert.equal(isWrite("DELETE", target), true, target);
    }
    assert.equal(isWrite("PATCH", "/api/auth"), true);
    assert.equal(isWrite("POST", "/api/auth/session/1"), true);
  });

  it("sees /api however it is written", () => {
    for (const target of [
      "/%61pi/groups",
      "/%2561pi/groups",
      "//api/groups",
      "/./api/groups",
      "/api/../api/groups",
      "/admin/../api/groups",
      "/admin/%2e%2e/api/groups",
      "/admin/..%2fapi/groups",
      "/admin\\..\\api\\groups",
      "/admin/..%5Capi/groups",
      "/api./groups",
      "/api%00/../admin",
      "/api%00",
      "/API/groups",
      "/api",
      "/api:batchDelete",
      "http://192.0.2.53/api/groups",
      "HTTP://x?.pi.hole:8080/api/groups",
      "/%25252525252561pi/groups",
    ]) {
      assert.equal(isWrite("POST", target), true, target);
    }
  });

  it("refuses on a follower only", () => {
    assert.equal(refusalBeforeBody("follower", "POST", "/api/groups"), "follower");
    assert.equal(refusalBeforeBody("leader", "POST", "/api/groups"), undefined);
  });

  it("refuses Pi-hole's own cluster mode everywhere, reading it as well", () => {
    for (const target of ["/api/cluster", "/api/cluster/join?x", "//api/./Cluster/x", "/api%2fcluster/x"])
      for (const role of ["leader", "follower"] as const)
        assert.equal(refusalBeforeBody(role, "GET", target), "cluster", target);
  });

  it("takes a name that only begins so for no part of the API", () => {
    for (const target of [
      "/api/clusters",
      "/api/domains/deny/exact/cluster",
      "/admin/cluster",
      "/api/x?/api/cluster",
    ])
      assert.equal(isBelow(target, "cluster"), false, target);
  });

  it("misses no target that a web server routes to /api", () => {
    const piece = fc.constantFrom(
      ..."/,/api,/%61pi,/..,\\,.,..,api,ap,i,groups,admin,%70i,%2e,%2f,%5c,%00,%25,2e,?,#,;,+, ".split(","),
    );
    const target = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`);
    let hits = 0;
    fc.assert(
      fc.property(target, (text) => {
        const path = routed(text);
        if (path !== "/api" && !path.startsWith("/api/")) return;
        hits++;
        assert.equal(isWrite("PUT", text), true);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(hits > 500, `only ${hits} of the targets were routed to /api`);
  });

  it("judges a long target of many encodings at once", () => {
    const started = performance.now();
    assert.equal(isWrite("POST", `/%${"25".repeat(8_000)}61pi`), true);
    assert.ok(performance.now() - started < 200);
  });
});
