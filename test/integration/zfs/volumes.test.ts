import assert from "node:assert/strict";
import { zfsDataset } from "../../../providers/zfs-dataset/implementation";
import type { PropertyValues } from "../../../providers/zfs/properties";
import type { DataRoot } from "../../../runtime/contract/data-config";
import { ZfsBranches } from "../../../runtime/data/zfs/branches";
import { Host, type Run } from "../../../runtime/data/zfs/command";
import { ZfsSnapshots } from "../../../runtime/data/zfs/snapshots";
import { ZfsVolumes } from "../../../runtime/data/zfs/volumes";
import { ContainerRun } from "./container-run";
import { ZfsHost } from "./zfs-host";

const declared: Readonly<Record<string, PropertyValues>> = {
  "tank/data": { mountpoint: "/srv/data", compression: "gzip", quota: "67108864" },
  "tank/data/db": { recordsize: "16384", atime: "off" },
  "tank/other": { mountpoint: "/srv/other" },
};
const datasets = Object.entries(declared).map(([name, properties]) => ({
  name,
  properties: { ...properties },
}));
const roots: readonly DataRoot[] = [
  { name: "tank/data", datasets: datasets.slice(0, 2) },
  { name: "tank/other", datasets: datasets.slice(2) },
];

describe("the volumes of a host, on a real ZFS", function () {
  this.timeout(240_000);
  let host: ZfsHost;
  let commands: ContainerRun;
  let volumes: ZfsVolumes;
  let branches: ZfsBranches;
  let snapshots: ZfsSnapshots;
  before(async () => {
    host = await ZfsHost.start();
    commands = new ContainerRun(host.container);
    const program = new Host(commands.run);
    volumes = new ZfsVolumes(program, roots);
    branches = new ZfsBranches(program, roots);
    snapshots = new ZfsSnapshots(program);
    await clear();
  });
  after(async () => {
    commands?.close();
    await host?.stop();
  });

  const sh = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await commands.run("sh", ["-c", line], 0);
    assert.equal(code, 0, `${line}: ${stderr}`);
    return stdout;
  };
  const inputs = (name: string) => ({ target: host.target, name, properties: declared[name]! });
  const make = () =>
    sh(
      datasets
        .map(({ name, properties }) => {
          const options = Object.entries(properties).map(([property, value]) => `-o ${property}=${value}`);
          return `zfs create ${options.join(" ")} ${name}`;
        })
        .join(" && "),
    );
  /** What `pulumi up` would change of the declared datasets after a refresh. */
  const differences = async (): Promise<string[]> => {
    const names: string[] = [];
    for (const name of Object.keys(declared)) {
      const { props } = await zfsDataset.read("id", { ...inputs(name), actual: {} });
      if (!props || (await zfsDataset.diff("id", props, inputs(name))).changes) names.push(name);
    }
    return names;
  };
  /** A pool in which nothing is. */
  const clear = () =>
    sh(
      "awk '/fuse.zfs/ { print $2 }' /proc/mounts | sort -r | xargs -rn1 umount -l; " +
        "while zpool list tank >/dev/null 2>&1; do zpool destroy -f tank 2>/dev/null || sleep 0.1; done; " +
        "rm -rf /var/lib/pool /srv /mnt/*; truncate -s 256M /var/lib/pool && zpool create tank /var/lib/pool",
    );
  /** Both roots with a common snapshot `ha-dns_1`, and a file that was written after it. */
  const diverge = async () => {
    await clear();
    await make();
    await sh("echo old > /srv/data/file; echo old > /srv/data/db/file; zfs snapshot -r tank/data@ha-dns_1");
    await sh("echo new > /srv/data/file; echo new > /srv/data/db/more; zfs snapshot tank/data@later");
    await sh("echo newer > /srv/data/unsaved; zfs hold -r replica tank/data@ha-dns_1");
    const { newest } = (await volumes.look())[0]!;
    assert.equal(newest?.name, "ha-dns_1");
    return newest;
  };

  it("make all declared datasets read-only, and writable again, while somebody reads there", async () => {
    await make();
    await host.inBackground("cd /srv/data/db && exec sleep 5");
    await volumes.setWritable(false);
    assert.deepEqual(
      (await volumes.look()).map(({ writable, trouble }) => [writable, trouble]),
      [
        [false, ""],
        [false, ""],
      ],
    );
    for (const folder of ["/srv/data", "/srv/data/db", "/srv/other"])
      assert.equal(await host.succeeds(`touch ${folder}/file`), false);
    assert.deepEqual(await differences(), [], "to the program it is the same as before");
    await sh("zfs set atime=on tank/data/db");
    assert.deepEqual(await differences(), ["tank/data/db"]);
    await zfsDataset.create(inputs("tank/data/db"));
    assert.deepEqual(await differences(), [], "and it can set what differs");
    assert.equal(await host.succeeds("touch /srv/data/db/file"), false);
    await volumes.setWritable(true);
    assert.deepEqual(
      (await volumes.look()).map(({ writable }) => writable),
      [true, true],
    );
    await sh("touch /srv/data/file /srv/data/db/file /srv/other/file");
  });

  it("are not called read-only while somebody has a file open to write, who is named", async () => {
    await host.inBackground("exec 3>/srv/data/db/open; exec sleep 3");
    await sh("until [ -e /srv/data/db/open ]; do sleep 0.1; done");
    await assert.rejects(
      volumes.setWritable(false),
      /tank\/data\/db cannot be made read-only: .*in use by sleep \d+/,
    );
    await sh("while pgrep -x sleep >/dev/null; do sleep 0.1; done");
    await volumes.setWritable(false);
    await volumes.setWritable(true);
  });

  it("are written to through what is not declared, where they are themselves", async () => {
    await sh("zfs create tank/data/extra && zfs set readonly=on tank/data/extra");
    await volumes.setWritable(true);
    await sh("touch /srv/data/extra/file");
    await volumes.setWritable(false);
    assert.equal(await host.succeeds("touch /srv/data/extra/file"), false);
    await volumes.setWritable(true);
    await sh("zfs unmount tank/data/extra; zfs destroy tank/data/extra");
  });

  it("get one snapshot of one name, all of them, and another one in the same second", async () => {
    const names = [await volumes.snapshot(), await volumes.snapshot()];
    assert.notEqual(names[0], names[1]);
    for (const name of names) {
      assert.match(name, /^ha-dns_\d{8}T\d{6}Z$/);
      for (const dataset of Object.keys(declared)) await sh(`zfs list -t snapshot ${dataset}@${name}`);
    }
    assert.deepEqual(
      (await volumes.look()).map(({ newest }) => newest?.name),
      [names[1], names[1]],
    );
  });

  it("say what is wrong with them: missing, unmounted", async () => {
    await sh("zfs unmount tank/other");
    assert.match((await volumes.look())[1]!.trouble, /tank\/other is not mounted at \/srv\/other/);
    await sh("zfs rename tank/other tank/away");
    assert.match((await volumes.look())[1]!.trouble, /tank\/other is not there/);
    await assert.rejects(volumes.setWritable(true), /tank\/other is not there/);
    await sh("zfs rename tank/away tank/other; zfs mount tank/other || true");
  });

  it("are seen as written to after the newest snapshot, or not", async () => {
    const changed = async () => (await snapshots.tree("tank/data")).map((view) => view.changed);
    await volumes.snapshot();
    assert.deepEqual(await changed(), [false, false]);
    await sh("echo more > /srv/data/db/file");
    assert.deepEqual(await changed(), [false, true], "at once");
  });

  it("have their snapshots held, released and destroyed, and never one that is held", async () => {
    await sh("zfs snapshot tank/other@one; zfs snapshot tank/other@two");
    await snapshots.hold("peer", ["tank/other@one"]);
    await snapshots.hold("peer", ["tank/other@one"]);
    const view = (await snapshots.tree("tank/other"))[0]!;
    assert.equal(view.snapshots.find(({ name }) => name === "one")?.held, true);
    await assert.rejects(snapshots.prune(["tank/other@one"]), /zfs destroy tank\/other@one failed/);
    await assert.rejects(snapshots.prune(["tank/other"]), /is no snapshot's name/);
    await snapshots.release("peer", ["tank/other@one", "tank/other@none"]);
    await snapshots.prune(["tank/other@one", "tank/other@gone"]);
    assert.deepEqual((await snapshots.tree("tank/other"))[0]!.snapshots.map(({ name }) => name).slice(-1), [
      "two",
    ]);
  });

  it("keep a branch that has diverged, whole, and go on from the common snapshot", async () => {
    const common = (await diverge())!;
    const kept = await branches.keep("tank/data", common, "elsewhere");
    assert.match(kept.dataset, /^tank\/ha-dns-kept\/data-\d{8}T\d{6}Z$/);
    assert.deepEqual(await volumes.kept(), [kept]);
    assert.ok(kept.bytes > 0);
    assert.equal(await sh("ls /srv/data; cat /srv/data/file /srv/data/db/*"), "db\nfile\nold\nold\n");
    assert.deepEqual((await volumes.look())[0], {
      name: "tank/data",
      newest: common,
      writable: false,
      trouble: "",
    });
    assert.deepEqual(await differences(), []);
    assert.equal(await host.succeeds("zfs destroy tank/data@ha-dns_1"), false, "it is held as before");
    // The branch is neither mounted nor written to; where it is mounted by hand, all is there.
    assert.equal(await host.property(kept.dataset, "mounted"), "no -");
    await sh(
      `mkdir -p /mnt/kept && mount -i -t zfs ${kept.dataset} /mnt/kept 2>/dev/null || zfs set mountpoint=/mnt/kept ${kept.dataset}`,
    );
    await sh(`zfs mount ${kept.dataset} 2>/dev/null; zfs mount ${kept.dataset}/db`);
    assert.equal(await sh("cd /mnt/kept; cat file unsaved db/file db/more"), "new\nnewer\nold\nnew\n");
    assert.equal(await host.succeeds("touch /mnt/kept/file"), false);
    await sh(`zfs unmount ${kept.dataset}/db; zfs unmount ${kept.dataset}`);
    assert.deepEqual(
      (await snapshots.tree("tank/data")).map(({ changed }) => changed),
      [false, false],
    );
    await snapshots.release("replica", ["tank/data@ha-dns_1"]);
    await snapshots.prune(["tank/data@ha-dns_1"]);
    await sh("zfs list tank/data@ha-dns_1");
  });

  it("receive into what goes on from the common snapshot", async () => {
    const common = (await diverge())!;
    await sh(
      "zfs snapshot tank/data/db@later; for one in data data/db; do zfs send tank/$one@ha-dns_1 > /tmp/full.$(basename $one); zfs send -I ha-dns_1 tank/$one@later > /tmp/more.$(basename $one); done",
    );
    await branches.keep("tank/data", common, "elsewhere");
    await host.inBackground("cd /srv/data && exec sleep 3");
    await sh("zfs receive tank/data < /tmp/more.data && zfs receive tank/data/db < /tmp/more.db");
    await branches.settle("tank/data");
    assert.equal(await sh("cat /srv/data/file /srv/data/db/more"), "new\nnew\n");
    assert.equal((await volumes.look())[0]?.newest?.name, "later");
    assert.deepEqual(await differences(), []);
  });

  it("keep the whole where nothing is common, and are the same to the program when all was received anew", async () => {
    const common = (await diverge())!;
    const kept = await branches.keep("tank/data", undefined, "elsewhere");
    assert.equal(await host.succeeds("zfs list tank/data"), false);
    assert.match((await volumes.look())[0]!.trouble, /tank\/data is not there/);
    await sh("zfs receive tank/data < /tmp/full.data && zfs receive tank/data/db < /tmp/full.db");
    await branches.settle("tank/data");
    assert.equal(await sh("cat /srv/data/file /srv/data/db/file"), "old\nold\n");
    assert.equal((await volumes.look())[0]?.newest?.name, common.name);
    assert.deepEqual(await differences(), []);
    await sh(`zfs set mountpoint=/mnt/whole ${kept.dataset}; zfs mount ${kept.dataset} 2>/dev/null; true`);
    assert.equal(await sh("cat /mnt/whole/unsaved"), "newer\n");
  });

  it("touch nothing where somebody uses what is to be kept, and say who", async () => {
    const common = await diverge();
    await host.inBackground("cd /srv/data && exec sleep 2");
    await assert.rejects(
      branches.keep("tank/data", common, "elsewhere"),
      /tank\/data cannot be unmounted: .*in use by sleep/,
    );
    assert.equal(await sh("cat /srv/data/unsaved /srv/data/db/more"), "newer\nnew\n");
    assert.deepEqual(await volumes.kept(), []);
    await assert.rejects(
      branches.keep("tank/data", { ...common!, guid: "1" }, "elsewhere"),
      /is not the snapshot/,
    );
    await sh("while pgrep -x sleep >/dev/null; do sleep 0.1; done");
  });

  for (const nothing of [false, true])
    it(`finish what a power cut interrupted, wherever it did${nothing ? ", also where nothing is common" : ""}`, async () => {
      // Each fourth step, and then the end.
      for (let cut = nothing ? 1 : 2; ; cut += 4) {
        const common = await diverge();
        const interrupted = new ZfsBranches(new Host(cutAfter(commands.run, cut)), roots);
        let done = true;
        await interrupted
          .keep("tank/data", nothing ? undefined : common, "elsewhere")
          .catch((error: unknown) => {
            assert.match(String(error), /power cut/);
            done = false;
          });
        await sh("zfs mount -a || true");
        await volumes.repair();
        const all = await sh("zfs list -H -o name -r tank");
        assert.doesNotMatch(all, /:new/, `cut ${cut}`);
        const [kept, more] = await volumes.kept();
        assert.equal(more, undefined);
        if (kept) {
          await sh(
            `zfs set mountpoint=/mnt/cut ${kept.dataset}; for one in ${kept.dataset} ${kept.dataset}/db; do zfs mount $one 2>/dev/null; done; true`,
          );
          assert.equal(
            await sh("cd /mnt/cut; cat file unsaved db/file db/more"),
            "new\nnewer\nold\nnew\n",
            `cut ${cut}`,
          );
        } else assert.equal(await sh("cat /srv/data/unsaved"), "newer\n", `cut ${cut}: nothing has begun`);
        const { trouble, newest } = (await volumes.look())[0]!;
        if (kept && nothing) assert.match(trouble, /tank\/data is not there/);
        else assert.deepEqual([trouble, newest], ["", common], `cut ${cut}`);
        if (done) {
          assert.ok(kept && cut > 10, `${cut} steps`);
          break;
        }
      }
    });

  describe("that were never used", () => {
    it("make room for a first copy", async () => {
      await clear();
      await make();
      assert.deepEqual(
        (await snapshots.tree("tank/data")).map(({ empty }) => empty),
        [true, true],
      );
      await branches.makeRoom("tank/data");
      assert.equal(await host.succeeds("zfs list tank/data"), false);
    });
    const cases: Readonly<Record<string, string>> = {
      "a file": "touch /srv/data/db/file",
      "a folder": "mkdir /srv/data/folder",
      "a snapshot": "zfs snapshot tank/data/db@one",
      "a dataset that cannot be looked into": "zfs unmount tank/data/db",
      "something mounted over it": "mount -t tmpfs none /srv/data/db",
    };
    for (const [what, command] of Object.entries(cases))
      it(`make no room where there is ${what}`, async () => {
        await clear();
        await make();
        await sh(command);
        await assert.rejects(branches.makeRoom("tank/data"), /is not empty for certain|busy/);
        await sh("zfs list tank/data/db");
        await sh("umount -t tmpfs /srv/data/db 2>/dev/null; true");
      });
  });

  it("are mounted again when the daemon has died", async () => {
    await clear();
    await make();
    await sh("echo kept > /srv/data/file; zfs snapshot -r tank/data@ha-dns_1");
    await sh("kill -9 $(pgrep -x zfs-fuse); sleep 0.5; until zfs list >/dev/null 2>&1; do sleep 0.1; done");
    assert.match((await volumes.look())[0]!.trouble, /\/srv\/data does not answer/);
    await volumes.repair();
    assert.equal((await volumes.look())[0]!.trouble, "");
    assert.equal(await sh("cat /srv/data/file"), "kept\n");
  });
});

/** Does `steps` commands that change something, and none after that. */
function cutAfter(run: Run, steps: number): Run {
  let done = 0;
  return (program, args, deadlineMs) => {
    const changes = program === "mount" || (program === "zfs" && args[0] !== "get");
    if (changes) done += 1;
    return done > steps ? Promise.reject(new Error("power cut")) : run(program, args, deadlineMs);
  };
}
