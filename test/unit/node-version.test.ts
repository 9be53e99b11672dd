import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** package.json says it; all others have to follow. */
const { engines } = JSON.parse(read("package.json")) as { readonly engines: { readonly node: string } };
const major = /^>=(\d+)$/.exec(engines.node)?.[1];

/** What names a version of Node: an image, a target of esbuild, a sentence, a package. */
const mentions = /\bnode:(\d+)|"node(\d+)"|Node(?:\.js)? (\d+)\b|"node-linux-\w+": "(\d+)/g;

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json|sh|md)$|Dockerfile$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/node_modules|package-lock/.test(file));
}

describe("the version of Node", () => {
  it("is the one of package.json wherever one is named", () => {
    const folders = ["cli", "components", "docs", "lab", "providers", "runtime", "test/integration", "tools"];
    const files = [...folders.flatMap(filesIn), "README.md", "CONTRIBUTING.md"];
    const found = files.flatMap((file) =>
      [...read(file).matchAll(mentions)].map((match) => `${file}: ${match.slice(1).find(Boolean)}`),
    );
    assert.ok(found.length > 5);
    assert.deepEqual(
      found.filter((one) => !one.endsWith(`: ${major}`)),
      [],
    );
  });
});
