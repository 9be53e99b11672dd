/** The first `count` 32-bit words of the fraction of π, which Blowfish's tables are. By Machin's formula. */
export function piWords(count: number): Uint32Array {
  const bits = BigInt(count * 32 + 64);
  const one = 1n << bits;
  const pi = 16n * arctanOfInverse(5n, one) - 4n * arctanOfInverse(239n, one);
  const fraction = (pi - 3n * one) >> 64n;
  const digits = fraction.toString(16).padStart(count * 8, "0");
  return Uint32Array.from({ length: count }, (_, index) =>
    parseInt(digits.slice(index * 8, index * 8 + 8), 16),
  );
}

function arctanOfInverse(x: bigint, one: bigint): bigint {
  let power = one / x;
  let sum = power;
  for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
    power /= x * x;
    sum += (sign * power) / n;
  }
  return sum;
}
