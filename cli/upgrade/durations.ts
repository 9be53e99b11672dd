import { UsageError } from "../frame/command-type";

const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `90s`, `15m` or `24h`. Throws UsageError with the option's name. */
export function durationMs(option: string, text: string, mostMs: number): number {
  const [, number, unit] = /^(\d+)([smh])$/.exec(text) ?? [];
  const ms = number === undefined ? NaN : Number(number) * units[unit as keyof typeof units];
  if (ms <= mostMs) return ms;
  throw new UsageError(
    `ha-dns upgrade: --${option} is ${text}; expected a time such as 90s, 15m or 24h, ${mostMs / units.h} h at most`,
  );
}
