import {
  isProperty,
  isMountedByItself,
  propertyOf,
  type PropertyName,
  type PropertyValues,
} from "../zfs/properties";

/** A property as the host has it. */
export interface HostProperty {
  readonly value: string;
  /** `local`, `default`, `inherited from …`, `received`, `temporary`, or `-` for what is no setting. */
  readonly source: string;
}

/** Reads `zfs get -Hp -o property,value,source all`. */
export function parseProperties(text: string): ReadonlyMap<string, HostProperty> {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [property = "", value = "", source = "-"] = line.split("\t");
      return [property, { value, source }];
    }),
  );
}

/** What a dataset is like or should be: its declared properties, and `mounted` where it has to be. */
export type State = Readonly<Record<string, string>>;

export const wantedState = (values: PropertyValues): State =>
  isMountedByItself(values) ? { ...values, mounted: "yes" } : { ...values };

/**
 * What the host has of what is wanted, in the same spelling. What is not set on the dataset itself has its source
 * beside it: `off (default)`, and so is never equal to what is wanted, even if the value is the same by chance.
 */
export function actualState(wanted: State, found: ReadonlyMap<string, HostProperty>): State {
  const entries = Object.keys(wanted).map((name) => {
    const property = found.get(name);
    return [name, property ? spell(name, property) : "nothing: this ZFS does not know it"] as const;
  });
  return Object.fromEntries(entries);
}

function spell(name: string, { value, source }: HostProperty): string {
  if (!isProperty(name)) return value;
  const { read, unset } = propertyOf(name);
  const own = source === "local" || unset !== undefined;
  return `${read(value) ?? value}${own ? "" : ` (${source})`}`;
}

export const equal = (wanted: State, actual: State): boolean =>
  Object.entries(wanted).every(([name, value]) => actual[name] === value);

/** Arguments of `zfs`, but for the dataset's name, which comes last. */
export type ZfsStep = readonly string[];

/**
 * What brings a dataset from its state to the wanted values; `dropped` are properties that were declared before. A
 * reservation that falls comes before the quotas, and one that rises after them: it may never be the greater.
 */
export function planSteps(
  values: PropertyValues,
  actual: State,
  dropped: readonly PropertyName[],
): ZfsStep[] {
  const names = (Object.keys(values) as PropertyName[]).filter((name) => values[name] !== actual[name]);
  const back = dropped.map((name): [PropertyName, ZfsStep] => {
    const { unset } = propertyOf(name);
    return [name, unset === undefined ? ["inherit", name] : ["set", `${name}=${unset}`]];
  });
  const set = names.map((name): [PropertyName, ZfsStep] => [name, ["set", `${name}=${values[name]}`]]);
  const rank = (name: PropertyName): number => {
    if (!name.endsWith("reservation")) return name.endsWith("quota") ? 1 : 2;
    return bytes(values[name]) < bytes(actual[name]) ? 0 : 3;
  };
  return [...back, ...set]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([, step]) => step);
}

/** Bytes that a reservation sets aside: none if there is none. */
const bytes = (value: string | undefined): number => Number.parseInt(value ?? "", 10) || 0;
