import { check, type Checked, type Naming } from "./check";
import { diff, type Difference } from "./diff";
import type { EngineLog } from "./engine-log";
import type { Plugin } from "./plugin";
import { NotReadyError, type Property, type Resource } from "./resource";
import { unwrap, wrap } from "./secrets";
import { mismatches, same } from "./shape";
import { unknown, type Properties } from "./values";

/** What the engine adds to every provider's configuration. */
const engineKeys = new Set(["version", "pluginDownloadURL", "__internal"]);

export interface Outcome {
  readonly id: string;
  readonly state: Properties;
}

/** The life cycle of a plugin's resources, with plain wire values in and out; secrets stay wrapped outside. */
export class Service {
  private readonly resources: Readonly<Record<string, Resource>>;
  private configured: Properties | undefined;

  constructor(
    private readonly plugin: Plugin,
    log: EngineLog,
  ) {
    this.resources = plugin.resources({
      log,
      config: () => {
        if (!this.configured) throw new Error(`the provider ${plugin.name} is not configured yet`);
        return this.configured;
      },
    });
  }

  configure(config: Properties): void {
    this.configured = unwrap(config).values;
  }

  checkConfig(config: Properties): Checked {
    const failures = Object.entries(unwrap(config).values)
      .filter(([key, value]) => !engineKeys.has(key) && value !== null)
      .flatMap(([key, value]) => {
        const property: Property | undefined = this.plugin.config[key];
        if (property) return mismatches(property.shape, value, key);
        return [
          { path: key, reason: `configuration of ${this.plugin.name}: the stand-in plugin does not know it` },
        ];
      });
    return { inputs: config, failures };
  }

  diffConfig(olds: Properties, news: Properties): Difference {
    const [before, after] = [unwrap(olds).values, unwrap(news).values];
    const keys = Object.keys(this.plugin.config);
    return { changed: keys.filter((key) => !same("any", before[key], after[key])), replaces: [] };
  }

  check(urn: string, naming: Omit<Naming, "type">, olds: Properties, news: Properties): Checked {
    const given = unwrap(news);
    const type = typeOf(urn);
    const checked = check(this.resource(urn), { ...naming, type }, unwrap(olds).values, given.values);
    const wrapped = Object.entries(checked.inputs).map(([key, value]) => [key, news[key] ?? value]);
    return { inputs: Object.fromEntries(wrapped) as Properties, failures: checked.failures };
  }

  diff(urn: string, olds: Properties, news: Properties): Difference {
    return diff(this.resource(urn), unwrap(olds).values, unwrap(news).values);
  }

  async create(urn: string, wrapped: Properties, preview: boolean): Promise<Outcome> {
    const resource = this.resource(urn);
    const { values, secret } = unwrap(wrapped);
    if (preview) {
      const computed = Object.keys(resource.properties).filter((key) => resource.properties[key]!.computed);
      const state = { ...unknowns([...computed, ...resource.outputs]), ...values };
      return { id: "", state: wrap(resource, state, secret) };
    }
    const created = await this.keepingSecrets(resource, secret, () =>
      resource.create(nameOf(urn), values, urn),
    );
    return { id: created.id, state: wrap(resource, created.state, secret) };
  }

  async read(
    urn: string,
    id: string,
    state: Properties,
    inputs: Properties,
  ): Promise<(Outcome & { readonly inputs: Properties }) | undefined> {
    const resource = this.resource(urn);
    const [before, given] = [unwrap(state), unwrap(inputs)];
    const found = await resource.read(id, before.values, given.values);
    if (!found) return undefined;
    const secret = new Set([...before.secret, ...given.secret]);
    return {
      id: found.id,
      state: wrap(resource, found.state, secret),
      inputs: wrap(resource, found.inputs, given.secret),
    };
  }

  async update(
    urn: string,
    id: string,
    olds: Properties,
    news: Properties,
    preview: boolean,
  ): Promise<Properties> {
    const resource = this.resource(urn);
    const [before, after] = [unwrap(olds), unwrap(news)];
    if (preview) {
      const kept = Object.entries(before.values).filter(
        ([key]) => !(key in resource.properties) || resource.properties[key]!.computed,
      );
      const state = { ...Object.fromEntries(kept), ...after.values, ...unknowns(resource.volatile ?? []) };
      return wrap(resource, state, after.secret);
    }
    const update = () => resource.update(id, before.values, after.values, urn);
    return wrap(resource, await this.keepingSecrets(resource, after.secret, update), after.secret);
  }

  async delete(urn: string, id: string, state: Properties): Promise<void> {
    await this.resource(urn).delete(id, unwrap(state).values, urn);
  }

  private resource(urn: string): Resource {
    const found = this.resources[typeOf(urn)];
    if (!found)
      throw new Error(`the stand-in plugin ${this.plugin.name} has no resource type ${typeOf(urn)}`);
    return found;
  }

  /** A failure's state goes into the engine's records too: its secrets are wrapped there as well. */
  private async keepingSecrets<T>(
    resource: Resource,
    secret: ReadonlySet<string>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotReadyError)) throw error;
      throw new NotReadyError(error.message, error.id, wrap(resource, error.state, secret));
    }
  }
}

const unknowns = (keys: readonly string[]): Properties =>
  Object.fromEntries(keys.map((key) => [key, unknown]));

/** `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; a name may hold `::` itself. */
const typeOf = (urn: string): string => (urn.split("::")[2] ?? "").split("$").pop() ?? "";
const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
