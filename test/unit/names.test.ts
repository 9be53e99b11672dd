import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../..");
const trees = ["cli", "components", "providers", "runtime"];

/** File names that more than one folder may have, and why. At most ten, beside index.ts and Dockerfile. */
const conventions: Readonly<Record<string, string>> = {
  "index.ts": "It lists what is in its folder.",
  Dockerfile: "Docker looks for this name.",
  "ha-dns": "It is the command's name: on the host it calls the one in the agent's container.",
  "main.ts": "A program starts here. One for each program.",
  "command.ts":
    "What a command of `ha-dns` is called, and which options it has. One folder for each command.",
  "run.ts": "What a command of `ha-dns` does; its command.ts loads it. One folder for each command.",
  "resource.ts": "What a component declares of a dynamic resource. One folder for each kind.",
  "implementation.ts": "What a dynamic resource does on a host. One folder for each kind.",
};

/** Exported names that more than one file may have, and why. */
const sharedExports: Readonly<Record<string, string>> = {};

const filesOf = (tree: string): string[] =>
  readdirSync(path.join(root, tree), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));

const files = trees.flatMap(filesOf);

/** The exported names of a file. Names that it passes on from another file are that file's. */
const exportsOf = (file: string): string[] => {
  const text = readFileSync(path.join(root, file), "utf8");
  const declared =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
  // A function with several signatures has one meaning.
  return [...new Set([...text.matchAll(declared)].map(([, name]) => name!))];
};

/** What has several places, and has no reason for it. */
const severalPlaces = (
  placed: readonly (readonly [name: string, file: string])[],
  reasons: Readonly<Record<string, string>>,
): string[] => {
  const places = new Map<string, string[]>();
  for (const [name, file] of placed) places.set(name, [...(places.get(name) ?? []), file]);
  return [...places]
    .filter(([name, of]) => of.length > 1 && !Object.hasOwn(reasons, name))
    .map(([name, of]) => `${name}: ${of.join(", ")}`);
};

describe("the names of the program", () => {
  it("give each file a name of its own, but for the stated conventions", () => {
    const placed = files.map((file) => [path.basename(file), file] as const);
    assert.deepEqual(severalPlaces(placed, conventions), []);
    const counted = Object.keys(conventions).filter((name) => name !== "index.ts" && name !== "Dockerfile");
    assert.ok(counted.length <= 10);
  });

  it("give each exported name one meaning", () => {
    const sources = files.filter((file) => file.endsWith(".ts"));
    const placed = sources.flatMap((file) => exportsOf(file).map((name) => [name, file] as const));
    assert.ok(placed.length > 1_000);
    assert.deepEqual(severalPlaces(placed, sharedExports), []);
  });

  it("have no reason left over for a name that is no longer shared", () => {
    const names = files.map((file) => path.basename(file));
    const shared = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
    assert.deepEqual(
      Object.keys(conventions).filter((name) => !shared(name)),
      [],
    );
  });
});
