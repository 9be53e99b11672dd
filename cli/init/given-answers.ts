import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { UsageError } from "../frame/command-type";
import { errorText } from "../../runtime/contract/error-text";
import { complaintOf, flagOf, questionNames, type InitAnswers, type QuestionName } from "./init-questions";
import { replaceConfigFile } from "./replace-file";

const scalar = z.union([z.string(), z.number()]).transform(String);
const text = z.union([scalar, z.array(scalar).transform((parts) => parts.join(","))]);
const fileSchema = z.strictObject({
  ...(Object.fromEntries(questionNames.map((name) => [name, text.optional()])) as Record<
    QuestionName,
    z.ZodOptional<typeof text>
  >),
  config: z.record(z.string(), z.unknown()).default({}),
});

/** Answers that were given beforehand, and further config keys for Pulumi.yaml. */
export interface Given {
  readonly answers: InitAnswers;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Reads a file of answers. Throws UsageError with all that is wrong in it. */
export function readAnswers(file: string): Given {
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--answers ${file}: ${errorText(error)}`);
  }
  const read = fileSchema.safeParse(raw ?? {});
  if (!read.success) {
    const wrong = read.error.issues.map(({ path: where, message }) =>
      `  ${where.join(".")} ${message}`.trimEnd(),
    );
    throw new UsageError(
      `--answers ${file}:\n${wrong.join("\n")}\nexpected some of ${questionNames.join(", ")}, and config: {KEY: VALUE}`,
    );
  }
  const { config, ...answers } = read.data;
  return { answers, config };
}

/** The answers that flags give. */
export function flagAnswers(values: Readonly<Record<string, unknown>>): InitAnswers {
  const given = questionNames.map((name) => [name, values[flagOf(name)]] as const);
  return Object.fromEntries(given.filter(([, value]) => typeof value === "string")) as InitAnswers;
}

/** Throws UsageError with every answer that its question refuses. */
export function checkAnswers(answers: InitAnswers): void {
  const wrong = questionNames.flatMap((name) => {
    const given = answers[name];
    const complaint = given === undefined ? undefined : complaintOf(name, given);
    return complaint === undefined ? [] : [`  ${name} (--${flagOf(name)}): found ${given}; ${complaint}`];
  });
  if (wrong.length > 0) throw new UsageError(`these answers cannot be used:\n${wrong.join("\n")}`);
}

/** The answers of an unfinished run. None of them is a secret. */
export class SavedAnswers {
  private readonly file: string;

  /** `command`: `init` or `add`. */
  constructor(
    root: string,
    private readonly command: string,
  ) {
    this.file = path.join(root, `.${command}-answers.yaml`);
  }

  read(): InitAnswers {
    if (!existsSync(this.file)) return {};
    try {
      return readAnswers(this.file).answers;
    } catch {
      // Another version wrote the file: the questions are asked again.
      return {};
    }
  }

  write(answers: InitAnswers): void {
    replaceConfigFile(this.file, `# Answers of an unfinished ha-dns ${this.command}.\n${stringify(answers)}`);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}
