import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { JsonFile } from "../../../../../runtime/common/json-file";
import { refusedSchema } from "../../../../../runtime/agent/taken-back/refused";
import { goodSchema, SettingsWatch } from "../../../../../runtime/agent/taken-back/settings-watch";

const toml = (aliases: string, hosts: string, secret = ""): string =>
  `[dns]\n  hosts = ${hosts}\n  cnameRecords = ${aliases}\n[webserver.api]\n  totp_secret = "${secret}"\n`;

/** A Pi-hole with its host, on a clock of their own. */
class Scene {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "taken-back-"));
  readonly file = path.join(this.folder, "pihole.toml");
  readonly logged: string[] = [];
  replaced: { toml: string; aside: string } | undefined;
  hostHasBegun = false;
  now = 0;
  starts = 0;
  /** When it was started so that it answers; undefined: it does not answer. */
  startedAt: number | undefined = 0;
  /** The last answer that the agent heard, if that is not the present moment. */
  heardAt: number | undefined;
  private writtenAt = 0;
  watch = this.make();

  make(image = "pihole:1"): SettingsWatch {
    return new SettingsWatch({
      file: this.file,
      good: new JsonFile(path.join(this.folder, "good.json"), goodSchema, 0o600),
      refused: new JsonFile(path.join(this.folder, "refused.json"), refusedSchema, 0o600),
      image,
      answeredAt: () => (this.startedAt === undefined ? undefined : (this.heardAt ?? this.now)),
      starts: () => this.starts,
      uptime: () =>
        this.startedAt === undefined
          ? Promise.reject(new Error("refused"))
          : Promise.resolve(this.now - this.startedAt),
      startKeys: () => Promise.resolve(["dns.cnameRecords"]),
      replace: (text, aside) => (this.replaced = { toml: text, aside }),
      withdraw: () => {
        const isThere = this.replaced !== undefined && !this.hostHasBegun;
        if (isThere) this.replaced = undefined;
        return isThere;
      },
      log: (event) => this.logged.push(event),
      now: () => this.now,
    });
  }

  replacements = () => (this.replaced ? [this.replaced] : []);

  /** Writes the file as of now on the scene's clock; the watch takes it for as old as the wall clock says. */
  write(text: string): void {
    fs.writeFileSync(this.file, text);
    // Another time of the file each time, in whatever millisecond it is written.
    fs.utimesSync(this.file, new Date(), new Date(Date.now() - 10_000 + ++this.writtenAt));
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.now += 1_000;
      await this.watch.look();
    }
  }

  /** The container ends at each of its starts. */
  async die(times: number): Promise<void> {
    this.startedAt = undefined;
    for (let i = 0; i < times; i++) {
      this.starts++;
      await this.pass(2);
    }
  }

  async startAgain(): Promise<void> {
    this.startedAt = this.now;
    await this.pass(30);
  }
}

describe("the watch over Pi-hole's settings", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = new Scene();
    scene.write(toml("[]", "[]", "GEZDGNBV"));
    await scene.pass(30);
  });
  afterEach(() => fs.rmSync(scene.folder, { recursive: true }));

  it("blames nothing on Pi-hole for the time in which the agent stood still", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    scene.heardAt = scene.now;
    scene.now += 60_000;
    await scene.pass(1);
    scene.heardAt = undefined;
    await scene.pass(1);
    assert.deepEqual({ replaced: scene.replacements(), logged: scene.logged }, { replaced: [], logged: [] });
  });

  it("blames no setting for a start that reads a long history, in which nothing answers", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    const { startedAt } = scene;
    scene.heardAt = scene.now;
    scene.startedAt = undefined;
    await scene.pass(120);
    // Its web server is there a moment before its DNS.
    scene.startedAt = startedAt;
    await scene.pass(3);
    assert.deepEqual([scene.replacements(), scene.watch.values()], [[], {}]);
    // One that stays silent then does not start with its settings.
    await scene.pass(20);
    assert.match(scene.replaced!.toml, /cnameRecords = \[\]/);
  });

  it("takes back its own wish if Pi-hole answers before the host has done anything", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    scene.heardAt = scene.now;
    await scene.pass(25);
    assert.notEqual(scene.replaced, undefined);
    scene.heardAt = undefined;
    await scene.pass(1);
    assert.deepEqual([scene.replaced, scene.watch.values(), scene.watch.words()], [undefined, {}, ""]);
    assert.ok(scene.logged.includes("pihole.settings-kept"));
  });

  it("does not take it back any more when the host has begun", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    scene.heardAt = scene.now;
    await scene.pass(25);
    scene.hostHasBegun = true;
    scene.heardAt = undefined;
    await scene.pass(1);
    assert.deepEqual(scene.watch.values(), { "dns.cnameRecords": ["a,b"] });
  });

  it("puts those back with which Pi-hole started, keeps the others, and says so", async () => {
    scene.write(toml('[ "a,b" ]', '[ "10.0.0.1 nas" ]', "GEZDGNBV"));
    await scene.pass(30);
    await scene.die(2);
    assert.deepEqual(scene.replacements(), []);
    await scene.die(1);
    const [{ toml: text, aside } = { toml: "", aside: "" }] = scene.replacements();
    assert.equal(text, toml("[]", '[ "10.0.0.1 nas" ]', "GEZDGNBV"));
    assert.match(aside, /^pihole\.toml\.refused-\d{8}T\d{6}Z$/);
    assert.match(scene.watch.words(), /did not start.*dns\.cnameRecords taken back.*pihole\.toml\.refused-/);
    assert.deepEqual(scene.watch.values(), { "dns.cnameRecords": ["a,b"] });
    assert.ok(scene.logged.includes("pihole.settings-taken-back"));
  });

  it("takes a setting that waits for its restart for no good one, whatever answers meanwhile", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    await scene.pass(600);
    scene.watch = scene.make();
    await scene.pass(60);
    await scene.die(3);
    assert.match(scene.replaced!.toml, /cnameRecords = \[\]/);
  });

  it("puts the whole file back when that was not enough, and then says that it is something else", async () => {
    scene.write(toml('[ "a,b" ]', '[ "10.0.0.1 nas" ]'));
    await scene.die(3);
    scene.write(scene.replaced!.toml);
    scene.replaced = undefined;
    await scene.die(3);
    assert.equal(scene.replaced!.toml, toml("[]", "[]", "GEZDGNBV"));
    // Of a secret no value is refused: a leader's is taken all the same.
    assert.deepEqual(Object.keys(scene.watch.values()).sort(), ["dns.cnameRecords", "dns.hosts"]);
    scene.write(scene.replaced!.toml);
    scene.replaced = undefined;
    await scene.die(3);
    assert.equal(scene.replaced, undefined);
    assert.match(scene.watch.words(), /does not start, and its settings are those with which it did/);
  });

  it("leaves one alone that starts, however often, as long as it answers in between", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    for (let i = 0; i < 5; i++) {
      await scene.die(1);
      await scene.startAgain();
    }
    assert.equal(scene.replaced, undefined);
  });

  it("knows what was taken back after a restart of the agent, until it is set anew or Pi-hole is another one", async () => {
    scene.write(toml('[ "a,b" ]', "[]"));
    await scene.die(3);
    scene.write(scene.replaced!.toml);
    scene.watch = scene.make();
    await scene.startAgain();
    assert.deepEqual(scene.watch.values(), { "dns.cnameRecords": ["a,b"] });
    scene.write(toml('[ "c,d" ]', "[]"));
    await scene.startAgain();
    assert.deepEqual([scene.watch.values(), scene.watch.words()], [{}, ""]);

    scene.write(toml('[ "a,b" ]', "[]"));
    await scene.die(3);
    assert.notEqual(scene.watch.words(), "");
    scene.watch = scene.make("pihole:2");
    await scene.pass(1);
    assert.equal(scene.watch.words(), "");
  });

  it("keeps what it knows where root alone can read it", () => {
    const { mode } = fs.statSync(path.join(scene.folder, "good.json"));
    assert.equal(mode & 0o777, 0o600);
  });
});
