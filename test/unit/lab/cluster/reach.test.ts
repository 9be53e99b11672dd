import assert from "node:assert/strict";
import { enter } from "../../../../lab/cluster/reach";

const ssh = {
  host: "192.0.2.11",
  port: 2222,
  user: "root",
  keyFile: "/keys/id",
  knownHostsFile: "/keys/known_hosts",
  hostKeys: [],
};

describe("reaching a node", () => {
  it("enters the container that plays it in the lab", () => {
    assert.deepEqual(enter({ container: "lab-a" }, ["cat", "/x y"]), [
      "docker",
      "exec",
      "-i",
      "lab-a",
      "cat",
      "/x y",
    ]);
  });

  it("logs in to a real host with the key and the known hosts of the config alone, and never asks", () => {
    const [program, ...args] = enter({ container: "", ssh }, ["true"]);
    const text = args.join(" ");
    assert.equal(program, "ssh");
    assert.match(text, /^-F none -i \/keys\/id -p 2222 /);
    assert.match(text, /UserKnownHostsFile=\/keys\/known_hosts .*StrictHostKeyChecking=yes/);
    assert.match(text, /BatchMode=yes/);
    assert.match(text, / root@192\.0\.2\.11 true$/);
  });

  it("names known hosts below a folder with a space in its name", () => {
    const spaced = enter({ container: "", ssh: { ...ssh, knownHostsFile: "/my keys/known_hosts" } }, [
      "true",
    ]);
    assert.ok(spaced.includes('UserKnownHostsFile="/my keys/known_hosts"'));
  });

  it("hands arguments to a real host's shell as one word each", () => {
    const line = enter({ container: "", ssh }, ["sh", "-c", "echo 'a b'; kill 1"]).at(-1);
    assert.equal(line, `sh -c 'echo '\\''a b'\\''; kill 1'`);
  });
});
