import assert from "node:assert/strict";
import { withoutRestart } from "../../../../../runtime/agent/guard/deferred-restart";

describe("a restart that is put off", () => {
  it("is asked for with every change of the config, and with nothing else", () => {
    assert.equal(withoutRestart("PATCH", "/api/config"), "/api/config?restart=false");
    const item = "/api/config/dns/cnameRecords/a.b%2Cc.d";
    assert.equal(withoutRestart("PUT", item), `${item}?restart=false`);
    assert.equal(withoutRestart("DELETE", `${item}?x=1`), `${item}?x=1&restart=false`);
    assert.equal(withoutRestart("DELETE", `${item}?x=1?y=2`), `${item}?x=1?y=2&restart=false`);
    for (const [method, target] of [
      ["GET", "/api/config"],
      ["PUT", "/api/groups/a"],
      ["POST", "/api/action/restartdns"],
      ["PATCH", "/api/configuration"],
    ] as const)
      assert.equal(withoutRestart(method, target), target);
  });

  it("leaves to who asks what they ask for", () => {
    for (const said of ["true", "false"])
      assert.equal(withoutRestart("PATCH", `/api/config?restart=${said}`), `/api/config?restart=${said}`);
  });
});
