import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { readEnvironment } from "./environment";
import { same, type Item, type Value } from "./item";
import { items } from "./items";
import { fromJson } from "./read-value";
import { readToml, writeToml } from "./toml";

/** The settings in force: defaults, overlaid by pihole.toml, overlaid by the environment. */
export class ConfigStore {
  private values = new Map<string, Value>();
  private readonly forced = new Set<string>();

  constructor(private readonly file: string) {}

  /** Reads file and environment. Gives the lines that FTL's log would have. */
  load(environment: NodeJS.ProcessEnv): string[] {
    const log: string[] = [];
    const saved = readToml(readIfThere(this.file));
    for (const problem of saved.problems) log.push(`WARNING: ${this.file}: cannot read "${problem}"`);
    const env = readEnvironment(items, environment);
    log.push(...env.log);
    this.values = new Map();
    for (const item of items) {
      const raw = saved.values.get(item.key);
      if (raw === undefined) continue;
      if (saved.forced.has(item.key) && !env.values.has(item.key)) {
        log.push(`INFO: Resetting ${item.key} to default (not forced anymore)`);
        continue;
      }
      const read = fromJson(item, raw);
      if (read.ok) this.values.set(item.key, read.value);
      else log.push(`WARNING: ${this.file}: ${item.key} is ${read.problem}, using default instead`);
    }
    this.forced.clear();
    for (const [key, value] of env.values) {
      this.values.set(key, value);
      this.forced.add(key);
    }
    return log;
  }

  /** Gives the password that the environment set, once: only its hash is kept. undefined: none was set. */
  takePassword(): string | undefined {
    const password = this.values.get("webserver.api.password");
    this.values.delete("webserver.api.password");
    return password === undefined ? undefined : String(password);
  }

  isForced(key: string): boolean {
    return this.forced.has(key);
  }

  all(): ReadonlyMap<string, Value> {
    return this.values;
  }

  valueOf(item: Item): Value {
    return this.values.get(item.key) ?? item.default;
  }

  isModified(item: Item): boolean {
    return !same(this.valueOf(item), item.default);
  }

  /** Takes over a set of changed values at once and saves them. */
  install(changes: ReadonlyMap<string, Value>): void {
    for (const [key, value] of changes) this.values.set(key, value);
    this.save();
  }

  save(): void {
    const text = writeToml(items, this.values, this.forced);
    if (text === readIfThere(this.file)) return;
    // The file holds the password's hash.
    writeFileSync(`${this.file}.tmp`, text, { mode: 0o640 });
    renameSync(`${this.file}.tmp`, this.file);
  }
}

/** Typed access by key to a set of values: a store's, or those that a change would lead to. */
export class Settings {
  constructor(private readonly values: ReadonlyMap<string, Value>) {}

  text = (key: string): string => String(this.of(key));
  flag = (key: string): boolean => this.of(key) === true;
  number = (key: string): number => Number(this.of(key));
  list = (key: string): readonly string[] => this.of(key) as readonly string[];

  private of(key: string): Value {
    const value = this.values.get(key) ?? items.find((item) => item.key === key)?.default;
    if (value === undefined) throw new Error(`no setting ${key}`);
    return value;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
