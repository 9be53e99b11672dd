import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** One thing that Pi-hole's API offers, as its own description has it. */
export interface Operation {
  readonly method: string;
  /** With values in the place of parameters. */
  readonly path: string;
}

const folder = path.join(__dirname, "../../../../../lab/standins/openapi");
const methods = ["get", "head", "options", "post", "put", "patch", "delete"];
type Node = Readonly<Record<string, unknown>>;

/** Every operation of Pi-hole's API. Throws where a reference leads nowhere. */
export function operations(): readonly Operation[] {
  const { paths } = load("main.yaml") as { paths: Readonly<Record<string, Node>> };
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.keys(resolve(item))
      .filter((key) => methods.includes(key))
      .map((key) => ({ method: key.toUpperCase(), path: `/api${filled(template)}` })),
  );
}

/** An id is a number, anything else a text that needs encoding. */
const filled = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) =>
    /id$/.test(name) ? "7" : encodeURIComponent("a/b [^c]+"),
  );

function resolve(item: Node): Node {
  if (typeof item.$ref !== "string") return item;
  const [file, pointer] = item.$ref.split("#/");
  const found = pointer!.split("/").reduce<unknown>((node, key) => (node as Node)[key], load(file!));
  if (found === undefined) throw new Error(`${item.$ref} leads nowhere`);
  return resolve(found as Node);
}

const load = (file: string): unknown => parse(readFileSync(path.join(folder, file), "utf8"));
