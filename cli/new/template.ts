const compilerOptions = { module: "nodenext", moduleResolution: "nodenext", noCheck: true };

/** The texts of a project that uses the package, by their paths; the config is not among them. Pure. */
export const projectTexts = (name: string, version: string): Readonly<Record<string, string>> => ({
  "package.json": `${JSON.stringify({ name, private: true, dependencies: { "ha-dns": version } }, null, 2)}\n`,
  "index.ts": `// The whole program is the package ha-dns, in the version that package.json names.
import program = require("ha-dns");
export = program;
`,
  // The package is checked by its own tests; without this, Pulumi would check types at each preview.
  "tsconfig.json": `${JSON.stringify({ compilerOptions }, null, 2)}\n`,
  // The state says where Pulumi finds the code of each resource: here, as in a clone.
  "providers/load.js": 'module.exports = require("ha-dns/providers/load.js");\n',
  ".gitignore": "node_modules/\n.build/\n.ha-dns/\n.passphrase\n.*-answers.yaml\n.*.next\n",
});
