import path from "node:path/posix";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";

/** What the rules ask of a compose file. */
export interface ComposeProject {
  /** Top-level keys. */
  readonly keys: readonly string[];
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Host paths that volumes of the whole project bind. */
  readonly binds: readonly string[];
}

export interface ComposeService {
  readonly keys: readonly string[];
  readonly restart: string | undefined;
  /** Whether `deploy` says when Docker restarts it. */
  readonly deployRestarts: boolean;
  /** Compose services that are expected to end before this one starts. */
  readonly awaitsEndOf: readonly string[];
  /** Whether another file is built on. */
  readonly extendsFile: boolean;
  /** Host paths that are bound, as they are written. */
  readonly binds: readonly string[];
}

export type ReadCompose =
  { readonly ok: true; readonly project: ComposeProject } | { readonly ok: false; readonly found: string };

const dictionary = z.record(z.string(), z.unknown());
const shape = z.looseObject({
  services: z.record(z.string(), dictionary),
  volumes: z.record(z.string(), z.unknown()).nullish(),
});

/** Reads compose.yaml. What is wrong with it comes back in words, with the line where it is known. */
export function readCompose(text: string): ReadCompose {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true, prettyErrors: false });
  const error = document.errors[0];
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    return { ok: false, found: `line ${line}: ${error.message.split("\n")[0]}` };
  }
  const parsed = shape.safeParse(toValue(document));
  if (!parsed.success || Object.keys(parsed.data.services).length === 0)
    return { ok: false, found: "no services, each a dictionary" };
  const { services, volumes } = parsed.data;
  return {
    ok: true,
    project: {
      keys: Object.keys(parsed.data),
      services: Object.fromEntries(Object.entries(services).map(([name, it]) => [name, readService(it)])),
      binds: Object.values(volumes ?? {}).flatMap(bindOfVolume),
    },
  };
}

/** An alias to an anchor that is not there shows only here. */
function toValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

function readService(service: Readonly<Record<string, unknown>>): ComposeService {
  const { restart, deploy, depends_on: depends, extends: base, volumes } = service;
  const awaited = dictionary.safeParse(depends);
  return {
    keys: Object.keys(service),
    restart: restart === undefined || restart === null ? undefined : String(restart as string | boolean),
    deployRestarts: dictionary.safeParse(deploy).data?.restart_policy !== undefined,
    awaitsEndOf: Object.entries(awaited.data ?? {})
      .filter(([, it]) => dictionary.safeParse(it).data?.condition === "service_completed_successfully")
      .map(([name]) => name),
    extendsFile: dictionary.safeParse(base).data?.file !== undefined,
    binds: Array.isArray(volumes) ? volumes.flatMap(bindOf) : [],
  };
}

/** Short syntax is SOURCE:TARGET[:OPTIONS]; a source without a slash, dot, tilde or variable in front is a volume's name. */
function bindOf(volume: unknown): string[] {
  if (typeof volume === "string") {
    // A variable's default may have a colon in it.
    const source = /^((?:\$\{[^}]*\}|[^:])+):/.exec(volume)?.[1];
    return source !== undefined && /^[/.~$]/.test(source) ? [source] : [];
  }
  const { data } = dictionary.safeParse(volume);
  return data?.type === "bind" && typeof data.source === "string" ? [data.source] : [];
}

/** Docker's local volumes can stand for a folder of the host. */
function bindOfVolume(volume: unknown): string[] {
  const options = dictionary.safeParse(dictionary.safeParse(volume).data?.driver_opts).data;
  return typeof options?.device === "string" && /^[/.~$]/.test(options.device) ? [options.device] : [];
}

/** A bound path as the host has it, where the project lies in a folder there. */
export const boundPath = (bind: string, folder: string): string =>
  bind.startsWith("~") ? path.join("/root", bind.slice(1)) : path.resolve(folder, bind);
