const units = ["", "K", "M", "G", "T", "P"];

/** Bytes of a size as ZFS takes it: `1G`, `1.5T`, `512KiB`, `1073741824`; undefined if it is none. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(?:([KMGTP]?)(?:(?<=[KMGTP])iB|B)?)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * 1024 ** units.indexOf((unit ?? "").toUpperCase()));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The same for a person: `1.5 GiB (1610612736 bytes)`. */
export function describeSize(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  if (power === 0) return `${bytes} bytes`;
  const rounded = Number((bytes / 1024 ** power).toFixed(1));
  return `${rounded} ${units[power]}iB (${bytes} bytes)`;
}
