import assert from "node:assert/strict";
import { HostCommands, type HostCommandResult } from "../../../../../runtime/data/zfs/host-commands";
import { mountsItself, parseTree } from "../../../../../runtime/data/zfs/dataset";
import { dropReceived, receiveOptions } from "../../../../../runtime/data/zfs/received";

const answer = (stdout: string, code = 0, stderr = ""): HostCommandResult => ({ code, stdout, stderr });

/** A host whose ZFS gives `answers` by command, and nothing to any other. */
function hostWith(answers: Readonly<Record<string, HostCommandResult>>) {
  const ran: string[] = [];
  const host = new HostCommands((program, args) => {
    const line = [program, ...args].join(" ");
    ran.push(line);
    return Promise.resolve(answers[line] ?? answer(""));
  });
  return { host, ran };
}

const received = "zfs get -Hp -r -s received -o name,property all tank/d";

describe("properties that come with a stream", () => {
  it("are removed from every dataset below the root", async () => {
    const { host, ran } = hostWith({
      [received]: answer("tank/d\tsharenfs\ntank/d/evil\tmountpoint\ntank/d@1\tha-dns:x\n"),
    });
    await dropReceived(host, "tank/d");
    assert.deepEqual(ran.slice(1), ["zfs inherit sharenfs tank/d", "zfs inherit mountpoint tank/d/evil"]);
  });

  it("get their default if they cannot be inherited", async () => {
    const refused = answer("", 1, "'quota' property cannot be inherited");
    const { host, ran } = hostWith({
      [received]: answer("tank/d\tquota\ntank/d\tcanmount\n"),
      "zfs inherit quota tank/d": refused,
      "zfs inherit canmount tank/d": refused,
    });
    await dropReceived(host, "tank/d");
    assert.ok(ran.includes("zfs set quota=none tank/d"));
    assert.ok(ran.includes("zfs set canmount=on tank/d"));
  });

  it("stop the caller if ZFS does not remove them", async () => {
    const { host } = hostWith({
      [received]: answer("tank/d\tsharenfs\n"),
      "zfs inherit sharenfs tank/d": answer("", 1, "pool is suspended"),
    });
    await assert.rejects(dropReceived(host, "tank/d"), /pool is suspended/);
  });

  it("do not reach an existing file system if this ZFS can exclude them", async () => {
    const type = "zfs get -H -o value type tank/d";
    const usage = answer(
      "",
      2,
      "receive [-vMnsFhu] [-o <property>=<value>] ... [-x property] ... <filesystem>",
    );
    const { host } = hostWith({ [type]: answer("filesystem\n"), "zfs receive": usage });
    assert.deepEqual((await receiveOptions(host, "tank/d")).slice(0, 2), ["-x", "mountpoint"]);
    const volume = hostWith({ [type]: answer("volume\n"), "zfs receive": usage });
    assert.deepEqual(await receiveOptions(volume.host, "tank/d"), []);
    const old = hostWith({ [type]: answer("filesystem\n"), "zfs receive": answer("", 2, "receive [-vnF]") });
    assert.deepEqual(await receiveOptions(old.host, "tank/d"), []);
  });

  it("do not decide what is mounted", () => {
    const lines = (source: string) =>
      ["type filesystem -", "canmount on default", `mountpoint /etc/cron.d ${source}`]
        .map((line) => `tank/d/evil ${line}`.replaceAll(" ", "\t"))
        .join("\n");
    const [evil] = parseTree(lines("received"), "written");
    assert.equal(mountsItself(evil!), false);
    const [own] = parseTree(lines("local"), "written");
    assert.equal(mountsItself(own!), true);
  });
});
