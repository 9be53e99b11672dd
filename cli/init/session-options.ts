import type { Option } from "../frame/command-type";

/** Options of each command that asks. */
export const sessionOptions = {
  answers: {
    type: "string",
    value: "FILE",
    help: "a YAML file with answers, under the names of the flags in camelCase",
  },
  yes: { type: "boolean", help: "ask nothing: take the answers given, and what is proposed" },
  "dry-run": { type: "boolean", help: "print the files instead of writing them; change nothing at all" },
} as const satisfies Readonly<Record<string, Option>>;
