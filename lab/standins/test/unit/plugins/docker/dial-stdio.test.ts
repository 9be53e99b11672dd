import assert from "node:assert/strict";
import { sshArguments, sshTarget } from "../../../../plugins/docker/dial-stdio";

describe("the way to an engine over ssh", () => {
  it("puts the user's options first, and the host where it can be no option", () => {
    const given = sshArguments(sshTarget("ssh://pi@192.0.2.7:2222", ["-o", "ControlMaster=auto"]));
    const expected =
      "-o ControlMaster=auto -o ConnectTimeout=30 -T -l pi -p 2222 -- 192.0.2.7 docker system dial-stdio";
    assert.equal(given.join(" "), expected);
  });

  it("leaves user and port to ssh's own configuration where none are given", () => {
    assert.equal(
      sshArguments(sshTarget("ssh://node", [])).join(" "),
      "-o ConnectTimeout=30 -T -- node docker system dial-stdio",
    );
  });

  it("refuses a password and a path", () => {
    assert.throws(() => sshTarget("ssh://a:b@host", []), /not of the form/);
    assert.throws(() => sshTarget("ssh://host/run/docker.sock", []), /not of the form/);
  });
});
