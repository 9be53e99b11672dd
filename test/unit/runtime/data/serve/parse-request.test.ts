import assert from "node:assert/strict";
import { parseRequest } from "../../../../../runtime/data/serve/parse-request";

describe("what a peer may ask", () => {
  it("is our own words", () => {
    assert.deepEqual(parseRequest("prepare"), { kind: "prepare" });
    assert.deepEqual(parseRequest("confirm"), { kind: "confirm" });
  });

  it("is what syncoid asks of a target, as its quoting and spacing leave it", () => {
    for (const command of ["exit", "echo -n", " ps -Ao args= "])
      assert.deepEqual(parseRequest(command), { kind: "nothing" });
    for (const program of ["mbuffer", "lzop"])
      assert.deepEqual(parseRequest(`command -v ${program}`), { kind: "program" });
    assert.deepEqual(parseRequest("zfs get -H receive_resume_token 'tank/a'"), {
      kind: "ask",
      program: "zfs",
      args: ["get", "-H", "receive_resume_token", "tank/a"],
      of: "tank/a",
    });
    assert.deepEqual(parseRequest("zpool get -o value -H feature@extensible_dataset 'tank'"), {
      kind: "ask",
      program: "zpool",
      args: ["get", "-o", "value", "-H", "feature@extensible_dataset", "tank"],
      of: "tank",
    });
    assert.deepEqual(parseRequest("zfs get -Hpd 1 -t snapshot guid,creation 'tank/a'"), {
      kind: "snapshots",
      dataset: "tank/a",
    });
    assert.deepEqual(parseRequest(" zfs receive   'tank/a' 2>&1"), {
      kind: "receive",
      dataset: "tank/a",
      resumable: false,
      stderrToStdout: true,
    });
    assert.deepEqual(parseRequest("zfs receive  -s  'tank/a'"), {
      kind: "receive",
      dataset: "tank/a",
      resumable: true,
      stderrToStdout: false,
    });
    assert.deepEqual(parseRequest("zfs receive -A 'tank/a'"), { kind: "abandon", dataset: "tank/a" });
  });

  for (const command of [
    "",
    "sh",
    "bash -c id",
    "zfs receive -F 'tank/a'",
    "zfs receive -s -F 'tank/a'",
    "zfs receive -F -s 'tank/a'",
    "zfs recv 'tank/a'",
    "zfs receive 'tank/a' 'tank/b'",
    "zfs receive tank/a@x",
    "zfs receive -A",
    "zfs receive '-F'",
    "zfs receive 'tank/a'; id",
    "zfs receive 'tank/a'\nid",
    "zfs receive 'tank/a'\n2>&1",
    "command\t-v lzop",
    "zfs receive 'tank/a' 2>&1 2>&1",
    "zfs receive 'tank/a' 2>/etc/passwd",
    "zfs receive 'tank/a\\'",
    "zfs receive $(id)",
    "zfs receive `id`",
    "zfs receive 'tank/a' | id",
    "zfs receive 'tank a'",
    "zfs destroy -r 'tank/a'",
    "zfs rollback 'tank/a@x'",
    "zfs set readonly=off 'tank/a'",
    "zfs get -H all 'tank/a'",
    "zfs get -H -p used 'tank/a' 'rpool'",
    "zpool destroy 'tank'",
    "command -v a; id",
    "command -v ../x",
    "echo -n x",
    "exit 0",
    "prepare; id",
    "prepare x",
    "2>&1",
  ])
    it(`is not ${JSON.stringify(command)}`, () => {
      assert.equal(parseRequest(command), undefined);
    });
});
