import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { commands } from "../../../../cli/commands";
import { command, UsageError, type Call, type Command } from "../../../../cli/frame/command-type";
import { completion } from "../../../../cli/frame/completion";
import { helpFor, helpForAll } from "../../../../cli/frame/help";
import { parseLine } from "../../../../cli/frame/parse-line";
import { runLine } from "../../../../cli/frame/run-line";

const calls: Call[] = [];
const remember = (call: unknown): Promise<number> => {
  calls.push(call as Call);
  return Promise.resolve(0);
};

const table: readonly Command[] = [
  command({
    name: "check",
    summary: "check something",
    arguments: [{ name: "COLOUR", help: "red or blue", choices: ["red", "blue"], optional: true }],
    options: {
      json: { type: "boolean", help: "as JSON" },
      node: { type: "string", multiple: true, value: "NODE", help: "this node" },
      out: { type: "string", value: "FILE", help: "where to" },
      kind: { type: "string", choices: ["big", "small"], help: "which" },
    },
    run: remember,
  }),
  command({ name: "sync", summary: "tell of sync", options: {}, run: remember }),
  command({ name: "sync settings", summary: "list settings", options: {}, run: remember }),
  command({
    name: "plant tree",
    summary: "a command of two words",
    options: { in: { type: "string", value: "FOLDER", required: true, help: "the garden" } },
    run: remember,
  }),
  command({
    name: "break",
    summary: "fail",
    options: {},
    run: () => Promise.reject(new Error("it broke")),
  }),
];

const place = { root: ".", signal: new AbortController().signal };

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const streams = {
    print: (text: string) => void out.push(text),
    complain: (text: string) => void err.push(text),
  };
  const code = await runLine(table, argv, place, streams);
  return { code, out: out.join(""), err: err.join("") };
}

describe("a command line of ha-dns", () => {
  it("gives a command its options by type", async () => {
    await run("check", "--node", "a", "--json", "blue", "--node=b", "--kind", "big");
    const { values, args } = calls.pop()!;
    assert.deepEqual(
      [values, args],
      [{ json: true, node: ["a", "b"], out: undefined, kind: "big" }, ["blue"]],
    );
  });

  it("takes two words for one command if there is one", () => {
    assert.equal(parseLine(table, ["sync", "settings"]).command?.name, "sync settings");
    assert.equal(parseLine(table, ["sync"]).command?.name, "sync");
  });

  it("refuses with exit code 2 what it does not understand, and names what is near", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["chekc", /no command chekc\. Did you mean check\?/],
      ["plant", /expected ha-dns plant tree/],
      ["plant tree", /--in FOLDER is missing: the garden/],
      ["check --jsno", /no option --jsno\. Did you mean --json\?/],
      ["check --node --json", /--node has no value; expected --node NODE/],
      ["check --json=1", /--json takes no value/],
      ["check --kind middle", /expected big or small/],
      ["check bleu", /bleu: expected blue\?/],
      ["check red blue", /blue is one argument too many/],
      ["check --__proto__ x", /no option --__proto__/],
    ];
    for (const [line, message] of cases) {
      const { code, out, err } = await run(...line.split(" "));
      assert.deepEqual([code, out], [2, ""], line);
      assert.match(err, message);
    }
  });

  it("ends with 1 and the message alone if the command fails", async () => {
    assert.deepEqual(await run("break"), { code: 1, out: "", err: "it broke\n" });
  });

  it("explains all commands, and each", async () => {
    const all = await run();
    assert.deepEqual(all, { code: 0, out: helpForAll(table), err: "" });
    for (const { name, summary } of table) assert.ok(all.out.includes(name) && all.out.includes(summary));
    const one = await run("check", "--help");
    assert.equal(one.out, helpFor(table[0]!));
    assert.match(one.out, /ha-dns check \[COLOUR\] \[OPTION\]/);
    assert.match(one.out, /--kind big\|small {2,}which/);
    assert.throws(() => parseLine(table, ["nothing", "--help"]), UsageError);
  });

  it("completes commands, options and values in bash", () => {
    const script = completion(table, "bash");
    const complete = (...words: string[]) => {
      const ask = `COMP_WORDS=(ha-dns "$@"); COMP_CWORD=$#; _ha_dns; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = spawnSync("bash", ["-c", `${script}\n${ask}`, "bash", ...words], {
        encoding: "utf8",
        cwd: path.join(__dirname, "..", "..", "..", ".."),
      });
      assert.equal(stderr, "");
      return stdout.split("\n").filter(Boolean).sort();
    };
    assert.deepEqual(complete("ch"), ["check"]);
    assert.deepEqual(complete("plant", ""), ["tree"]);
    assert.deepEqual(complete("check", "--j"), ["--json"]);
    assert.deepEqual(complete("check", "r"), ["red"]);
    assert.deepEqual(complete("check", "--kind", ""), ["big", "small"]);
    assert.deepEqual(complete("check", "--out", "package.j"), ["package.json"]);
    assert.deepEqual(complete("check", "--node", ""), []);
  });
});

describe("the commands of ha-dns", () => {
  it("have names of their own, a summary, and help for each option", () => {
    const names = commands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { name, summary, options } of commands) {
      assert.match(name, /^[a-z]+( [a-z]+)?$/);
      assert.match(summary, /^[a-z].*[^.]$/, name);
      for (const [option, { help, choices, type }] of Object.entries(options)) {
        assert.ok(help !== "", `${name} --${option}`);
        assert.ok(type === "string" || !choices, `${name} --${option}`);
      }
    }
  });

  it("have a completion that bash understands", () => {
    const { status, stderr } = spawnSync("bash", ["-n"], {
      input: completion(commands, "bash"),
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, ""]);
  });
});
