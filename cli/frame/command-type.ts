/** An option of a command: `--NAME`, or `--NAME VALUE`. */
export interface Option {
  readonly type: "boolean" | "string";
  readonly help: string;
  /** What stands for the value in the help: `FILE`, `NODE`. A shell completes a FILE and a FOLDER. */
  readonly value?: string;
  /** The values that it takes, if they are few. */
  readonly choices?: readonly string[];
  /** Whether it may be given several times. */
  readonly multiple?: boolean;
  /** Whether the command cannot do without it. */
  readonly required?: boolean;
}

/** By name, as it is typed. */
export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O["type"] extends "boolean"
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : O extends { readonly required: true }
      ? string
      : string | undefined;

export type Values<O extends Options> = { readonly [K in keyof O]: ValueOf<O[K]> };

/** What follows a command without a name: `ha-dns drain NODE`. */
export interface Argument {
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly optional?: boolean;
  /** Whether it may be given several times; only the last one may. */
  readonly multiple?: boolean;
}

/** One call of a command, with the values of its options. */
export interface CallOf<V> {
  readonly values: V;
  readonly args: readonly string[];
  /** The folder that holds Pulumi.yaml. */
  readonly root: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Writes the result, to stdout. */
  readonly print: (text: string) => void;
  /** Writes progress, a line to stderr with the seconds since the start. */
  readonly note: (text: string) => void;
}

export type Call<O extends Options = Options> = CallOf<Values<O>>;

/** One command of `ha-dns`. Help, usage errors and the completion of shells come from this alone. */
export interface Command<O extends Options = Options> {
  /** One word, or two: `sync settings`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Further lines for its own help. */
  readonly details?: string;
  readonly arguments?: readonly Argument[];
  readonly options: O;
  /** Whether it ends by itself once `signal` is aborted. Otherwise Ctrl-C ends the process at once. */
  readonly endsItself?: boolean;
  /** Whether it works outside a project's folder. */
  readonly needsNoProject?: boolean;
  /** Resolves to the exit code: 0, or 1 if something was found or failed. Throws UsageError for 2. */
  run(call: Call<O>): Promise<number>;
}

/** Gives a command's `run` the types of its own options. */
export const command = <const O extends Options>(it: Command<O>): Command<O> => it;

/** Options that several commands have, in the same words. */
export const common = {
  json: { type: "boolean", help: "print the result as JSON" },
  node: {
    type: "string",
    value: "NODE",
    multiple: true,
    help: "this node alone; may be given several times",
  },
} as const;

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends Error {}
