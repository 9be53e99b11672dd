import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { watchOrPoll, type Watching } from "../../../../runtime/common/watch-or-poll";

const noInotify = (): never => {
  throw Object.assign(new Error("EMFILE: too many open files, watch"), { code: "EMFILE" });
};

describe("watchOrPoll", () => {
  let folder: string;
  let changed: string[];
  let troubles: string[];
  let watching: Watching | undefined;
  const start = (watch?: typeof fs.watch): void => {
    watching = watchOrPoll({
      folder,
      matters: (file) => file.endsWith(".conf"),
      onChange: (file) => changed.push(file),
      onTrouble: ({ message }) => troubles.push(message),
      everyMs: 5,
      ...(watch && { watch }),
    });
  };
  const write = (file: string, text: string): void => fs.writeFileSync(path.join(folder, file), text);
  async function sees(file: string): Promise<void> {
    const end = performance.now() + 4_000;
    while (!changed.includes(file)) {
      assert.ok(performance.now() < end, `${file} was not seen; seen: ${changed.join(" ")}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "watch-"));
    changed = [];
    troubles = [];
  });
  afterEach(() => {
    watching?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  it("sees a change by inotify", async () => {
    start();
    write("a.conf", "1");
    await sees("a.conf");
    assert.deepEqual(troubles, []);
  });

  it("polls without inotify: sees what is made, changed and removed, and nothing else", async () => {
    write("old.conf", "1");
    start(noInotify);
    assert.deepEqual(troubles, ["EMFILE: too many open files, watch"]);
    write("other.txt", "1");
    write("new.conf", "1");
    await sees("new.conf");
    assert.deepEqual(changed, ["new.conf"]);
    write("old.conf", "22");
    await sees("old.conf");
    changed = [];
    fs.rmSync(path.join(folder, "new.conf"));
    await sees("new.conf");
    assert.deepEqual(changed, ["new.conf"]);
  });

  it("polls when a watch fails later", async () => {
    const watcher = Object.assign(new EventEmitter(), { close: () => undefined });
    start((() => watcher) as unknown as typeof fs.watch);
    watcher.emit("error", new Error("ENOSPC"));
    assert.deepEqual(troubles, ["ENOSPC"]);
    write("late.conf", "1");
    await sees("late.conf");
  });

  it("tells once that a polled folder is gone, and goes on when it is back", async () => {
    start(noInotify);
    const away = `${folder}-away`;
    fs.renameSync(folder, away);
    const end = performance.now() + 4_000;
    while (troubles.length < 2 && performance.now() < end) await new Promise((go) => setTimeout(go, 5));
    assert.match(troubles[1] ?? "nothing was told", /ENOENT/);
    fs.renameSync(away, folder);
    write("back.conf", "1");
    await sees("back.conf");
    assert.equal(troubles.length, 2);
  });

  it("throws if there is no such folder", () => {
    assert.throws(
      () =>
        watchOrPoll({
          folder: `${folder}/none`,
          matters: () => true,
          onChange: () => undefined,
          onTrouble: () => undefined,
        }),
      /ENOENT/,
    );
  });
});
