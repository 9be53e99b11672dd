import { targets } from "../fuzz/targets";

describe("generated inputs", function () {
  this.timeout(120_000);
  const seed = Date.now() % 2 ** 31;

  for (const [name, { about, run }] of Object.entries(targets))
    it(`break no promise of ${name}: ${about} (seed ${seed})`, () =>
      run({ ms: 20_000, seed }).then(() => undefined));
});
