import { readFileSync } from "node:fs";
import * as z from "zod";
import { errorText } from "../contract/error-text";

/** A configuration that a program cannot run with; its message names the file and every problem in it. */
export class ConfigError extends Error {}

/** Reads and parses a file of JSON. Throws ConfigError if it is missing, not JSON, or not what the schema says. */
export function loadConfigFile<T>(path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(`${path}: ${errorText(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`${path}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
