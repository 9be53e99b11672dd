/** ms on a clock that is never set, the same for all processes of a boot: no change of the time reaches what goes by it. */
export const bootMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);
