import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { socketFolder, dockerSshOptions } from "../../../components/ssh-options";

const ssh = {
  host: "192.0.2.7",
  port: 22,
  user: "root",
  keyFile: "/home/me/.ssh/id_ed25519",
  knownHostsFile: "/home/me/.ssh/known_hosts",
  hostKeys: [],
};
const linux = { platform: "linux", home: "/home/me" } as const;

describe("how Docker's client calls ssh", () => {
  it("shares one connection on Linux and macOS", () => {
    const expected =
      "-i /home/me/.ssh/id_ed25519 -o UserKnownHostsFile=/home/me/.ssh/known_hosts -o StrictHostKeyChecking=yes " +
      "-o IdentitiesOnly=yes -o ControlMaster=auto -o ControlPath=/home/me/.ssh/ha-dns-%C -o ControlPersist=30 " +
      "-o ConnectTimeout=15";
    assert.equal(dockerSshOptions(ssh, linux).join(" "), expected);
    assert.equal(dockerSshOptions(ssh, { ...linux, platform: "darwin" }).join(" "), expected);
    assert.equal(socketFolder({ platform: "darwin", home: "/Users/me" }), "/Users/me/.ssh");
  });

  it("shares none on Windows, whose OpenSSH cannot, and writes paths as it reads them", () => {
    const keyFile = "C:\\Users\\Jo Doe\\.ssh\\id_ed25519";
    const windows = { ...ssh, keyFile, knownHostsFile: "C:\\Users\\Jo Doe\\.ssh\\known_hosts" };
    const home = "C:\\Users\\Jo Doe";
    assert.deepEqual(dockerSshOptions(windows, { platform: "win32", home }), [
      "-i",
      keyFile,
      "-o",
      'UserKnownHostsFile="C:/Users/Jo Doe/.ssh/known_hosts"',
      "-o",
      "StrictHostKeyChecking=yes",
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      "ConnectTimeout=15",
    ]);
    assert.equal(socketFolder({ platform: "win32", home }), undefined);
  });

  it("shares none if the socket's path would be too long for the system", () => {
    const home = (length: number) => `/${"h".repeat(length - 1)}`;
    assert.notEqual(socketFolder({ platform: "darwin", home: home(33) }), undefined);
    assert.equal(socketFolder({ platform: "darwin", home: home(34) }), undefined);
    assert.doesNotMatch(dockerSshOptions(ssh, { ...linux, home: home(34) }).join(" "), /Control/);
  });

  it("is understood by a real ssh, spaces and all", () => {
    const home = "/home/jo doe";
    const options = dockerSshOptions({ ...ssh, knownHostsFile: `${home}/known hosts` }, { ...linux, home });
    const { status, stdout, stderr } = spawnSync("ssh", ["-G", "-F", "none", ...options, ssh.host], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^userknownhostsfile \/home\/jo doe\/known hosts$/m);
    assert.match(stdout, /^controlpath \/home\/jo doe\/\.ssh\/ha-dns-[0-9a-f]{40}$/m);
  });
});
