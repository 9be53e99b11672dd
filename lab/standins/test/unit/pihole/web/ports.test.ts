import assert from "node:assert/strict";
import { httpsPort, parsePorts } from "../../../../pihole/src/web/ports";

describe("webserver.port", () => {
  it("reads FTL's default", () => {
    const ports = parsePorts("80o,443os,[::]:80o,[::]:443os");
    assert.deepEqual(
      ports.map(({ address, port, tls, optional }) => [address, port, tls, optional]),
      [
        [undefined, 80, false, true],
        [undefined, 443, true, true],
        ["::", 80, false, true],
        ["::", 443, true, true],
      ],
    );
    assert.equal(httpsPort(ports), 443);
  });

  it("reads an address, and knows when there is no TLS port", () => {
    const ports = parsePorts("127.0.0.1:8080");
    assert.deepEqual(ports, [
      { address: "127.0.0.1", port: 8080, tls: false, optional: false, redirect: false },
    ]);
    assert.equal(httpsPort(ports), 0);
  });

  it("refuses what it cannot read", () => {
    for (const wrong of ["x", "70000", "80q", "1.2.3:80"])
      assert.throws(() => parsePorts(wrong), /cannot read/);
  });
});
