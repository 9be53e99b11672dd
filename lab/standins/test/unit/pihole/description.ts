import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** Pi-hole's own OpenAPI description: looks endpoints up in it, and says where a reply's body differs from it. */
type Node = Readonly<Record<string, unknown>>;

const folder = path.join(__dirname, "../../../openapi");
const documents = new Map<string, Node>();

function load(file: string): Node {
  const known = documents.get(file);
  if (known !== undefined) return known;
  const node = parse(readFileSync(path.join(folder, file), "utf8")) as Node;
  documents.set(file, node);
  return node;
}

/** Follows `$ref: file.yaml#/a/b`, as often as it takes. */
function resolve(value: unknown): Node {
  const node = (value ?? {}) as Node;
  if (typeof node.$ref !== "string") return node;
  const [file = "", pointer = ""] = node.$ref.split("#");
  const found = pointer
    .split("/")
    .filter(Boolean)
    .reduce<unknown>((at, name) => resolve(at)[name], load(file));
  if (found === undefined) throw new Error(`${node.$ref} is not there`);
  return resolve(found);
}

const paths = resolve(load("main.yaml").paths);
/** The described path that a real one fits, `undefined` where there is none. Parameters at its end may be left out of a GET. */
export function describedPath(method: string, real: string): string | undefined {
  const asked = `/${real.split("?")[0]!}`;
  return Object.keys(paths).find(
    (each) => resolve(paths[each])[method.toLowerCase()] !== undefined && pattern(each, method).test(asked),
  );
}

/** `{element}` is several segments of a setting's name, any other parameter one. */
function pattern(described: string, method: string): RegExp {
  const parts = described
    .replaceAll("{element}", "\0")
    .replaceAll(/\{\w+\}/g, "[^/]+")
    .replaceAll("\0", ".+");
  const end =
    method === "GET"
      ? parts.replace(/(\/\[\^\/\]\+)+$/, (rest) => rest.replaceAll("/[", "(/[").replaceAll("+", "+)?"))
      : parts;
  return new RegExp(`^${end}$`);
}

/** The status codes that are described for a method and path. */
export const describedStatuses = (method: string, described: string): number[] =>
  Object.keys(responses(method, described)).map(Number);

const responses = (method: string, described: string): Node =>
  resolve(resolve(resolve(paths[described])[method.toLowerCase()]).responses);

/** The schema of a reply's JSON body; undefined: none is described. */
export function bodySchema(method: string, described: string, status: number): Node | undefined {
  const content = resolve(resolve(responses(method, described)[String(status)]).content);
  const json = content["application/json"];
  return json === undefined ? undefined : merged(resolve(json).schema);
}

/** One object of what `allOf` puts together. */
function merged(value: unknown): Node {
  const node = resolve(value);
  const parts = node.allOf;
  if (!Array.isArray(parts)) return node;
  return parts.map(merged).reduce<Node>(
    (all, part) => ({
      ...all,
      ...part,
      properties: { ...(all.properties as Node | undefined), ...(part.properties as Node | undefined) },
    }),
    { type: "object" },
  );
}

/** Where a value is not as described: another type, a property too few, or one that nobody has described. */
export function differences(schema: unknown, value: unknown, at = ""): string[] {
  const node = merged(schema);
  const { oneOf, ...rest } = node;
  if (Array.isArray(oneOf)) {
    const each = oneOf.map((choice) => differences({ allOf: [rest, choice] }, value, at));
    return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
  }
  if (value === null) return node.nullable === true || node.type === undefined ? [] : [`${at}: null`];
  const found = hasType(node.type, value)
    ? []
    : [`${at}: ${JSON.stringify(value)} is no ${String(node.type)}`];
  const allowed = node.enum;
  if (Array.isArray(allowed) && !allowed.includes(value))
    found.push(`${at}: ${JSON.stringify(value)} is none of ${allowed}`);
  if (Array.isArray(value)) {
    return [...found, ...value.flatMap((each, i) => differences(node.items, each, `${at}[${i}]`))];
  }
  const properties = node.properties as Node | undefined;
  if (typeof value !== "object" || properties === undefined) return found;
  const names = new Set([...Object.keys(properties), ...Object.keys(value)]);
  return [
    ...found,
    ...[...names].flatMap((name) => {
      const here = `${at}.${name}`;
      if (!(name in value)) return [`${here}: missing`];
      if (!(name in properties)) return [`${here}: not described`];
      return differences(properties[name], (value as Node)[name], here);
    }),
  ];
}

function hasType(type: unknown, value: unknown): boolean {
  switch (type) {
    case "string":
    case "boolean":
    case "number":
      return typeof value === type;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value);
    default:
      return true;
  }
}
