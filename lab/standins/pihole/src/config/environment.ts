import type { Item, Value } from "./item";
import { fromEnvironment } from "./read-value";

export interface Forced {
  /** Values that the environment forces, by key. */
  readonly values: ReadonlyMap<string, Value>;
  /** What FTL's log would say of each variable. */
  readonly log: readonly string[];
}

const variableOf = (key: string): string => `FTLCONF_${key.replaceAll(".", "_")}`;

/** Reads the FTLCONF_ variables: unknown ones are ignored, invalid ones give way to the default, both with a log line. */
export function readEnvironment(items: readonly Item[], environment: NodeJS.ProcessEnv): Forced {
  const byVariable = new Map(items.map((item) => [variableOf(item.key).toLowerCase(), item]));
  const values = new Map<string, Value>();
  const lines: string[] = [];
  let invalid = 0;
  let ignored = 0;
  const variables = Object.entries(environment).filter(([name]) => name.startsWith("FTLCONF_"));
  for (const [name, text = ""] of variables) {
    const item = byVariable.get(name.toLowerCase());
    if (item === undefined) {
      ignored++;
      lines.push(`WARNING: [?] ${name} is unknown`);
      continue;
    }
    const read = fromEnvironment(item, text);
    const problem = read.ok ? item.check?.(read.value, item.key) : read.problem;
    if (read.ok && problem === undefined) {
      values.set(item.key, read.value);
      lines.push(`INFO:    [✓] ${name} is used`);
    } else {
      invalid++;
      values.set(item.key, item.default);
      lines.push(`ERROR:   [✗] ${name} ${problem ?? "is invalid"}, using default instead`);
    }
  }
  if (variables.length === 0) return { values, log: [] };
  const counts = `${variables.length - invalid - ignored} used, ${invalid} invalid, ${ignored} ignored`;
  return {
    values,
    log: [`INFO: ${variables.length} FTLCONF environment variables found (${counts})`, ...lines],
  };
}
