/** Milliseconds of CLOCK_MONOTONIC: one clock for all containers of a machine, and no step ever changes it. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
