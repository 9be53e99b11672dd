import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { prepareContext } from "../../../pihole/bundle";
import { Progress } from "../../../../progress";
import { labSettings } from "../../../../settings";
import { baseImages } from "../../../../cluster/base-images";
import { buildImage } from "../../../../cluster/images";
import { appSteps, beforeQuestions, nameOf, questions, steps, totpSteps, type Step } from "./requests";
import { PiholeTarget } from "./target";

/*
 * The same requests to the lab's stand-in and to a real Pi-hole, if LAB_PIHOLE_IMAGE names one: both have to answer as
 * FTL 6.4.1 did when its answers were recorded. UPDATE_SNAPSHOTS=1 records them anew from the real one.
 */
const root = path.join(__dirname, "../../../../..");
const recorded = path.join(__dirname, "snapshots/answers.json");
const real = process.env.LAB_PIHOLE_IMAGE;
const isRecording = process.env.UPDATE_SNAPSHOTS === "1" && real !== undefined;

/** What the stand-in does otherwise, and why. */
const unlike: Readonly<Record<string, string>> = {
  "ads.shop A": "dnsmasq gives names of its hosts file no time to live; FTL's is dns.blockTTL",
  "ads.shop AAAA": "as above",
  "ads.shop HTTPS": "dnsmasq's hosts file blocks addresses alone; FTL blocks every type",
  "ads.shop TXT": "as above",
  "_dns.resolver.arpa SVCB": "dnsmasq says that the name does not exist; FTL that it has no such record",
};

type Answers = Record<string, unknown>;

async function standIn(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-conformance-"));
  try {
    const progress = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), progress, process.execPath);
    await prepareContext(folder);
    return await buildImage({ name: "pihole", context: folder, base: bases.node.local }, progress);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Asks everything, in order, and notes each answer under its name. */
async function takeAll(target: PiholeTarget): Promise<Answers> {
  const answers: Answers = {};
  const take = async (some: readonly Step[]) => {
    for (const step of some) answers[nameOf(step)] = await target.take(step);
  };
  await take(steps);
  await take(beforeQuestions);
  await target.answers("ads.shop");
  for (const question of questions) answers[question] = await target.resolve(question);
  answers["a restart"] = await target.restart();
  await target.logInAsApp();
  await take(appSteps);
  await take(totpSteps);
  return answers;
}

/** What is not as recorded, one thing an entry. */
const differences = (seen: Answers, wanted: Answers): string[] =>
  Object.keys({ ...wanted, ...seen })
    .filter((name) => JSON.stringify(seen[name]) !== JSON.stringify(wanted[name]))
    .map((name) => `${name}: ${JSON.stringify(seen[name])}, recorded ${JSON.stringify(wanted[name])}`);

const wanted = (): Answers => JSON.parse(readFileSync(recorded, "utf8")) as Answers;

describe("Pi-hole's answers", function () {
  this.timeout(600_000);
  let target: PiholeTarget;
  afterEach(() => target.stop());

  it("of a real Pi-hole are as recorded", async function () {
    target = new PiholeTarget(real ?? "", "real", 10);
    if (real === undefined) this.skip(); // LAB_PIHOLE_IMAGE names none.
    await target.start();
    const answers = await takeAll(target);
    if (isRecording) writeFileSync(recorded, `${JSON.stringify(answers, null, 1)}\n`);
    assert.deepEqual(differences(answers, wanted()), []);
  });

  it("of the lab's stand-in are those of a real one, but for what is named here", async () => {
    target = new PiholeTarget(await standIn(), "stand-in", 11);
    await target.start();
    const found = differences(await takeAll(target), wanted());
    const isNamed = (line: string) => Object.keys(unlike).some((name) => line.startsWith(`${name}: `));
    assert.deepEqual(
      found.filter((line) => !isNamed(line)),
      [],
    );
    assert.equal(found.filter(isNamed).length, Object.keys(unlike).length, "the list names what is alike");
  });
});
