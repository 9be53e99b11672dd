import { cachedNames, distinctName } from "../../images/internet/facts";
import type { Asks, Questions } from "../stream-protocol";

/** The questions of one stream; `run` (a DNS label) tells its distinct names from those of all others. */
export const questionsOf = (asks: Asks | undefined, run: string): Questions =>
  asks
    ? {
        cached: asks.cached,
        distinct: (i) => ({ name: `${run}-${i}.${asks.below.name}`, address: asks.below.address }),
      }
    : { cached: cachedNames, distinct: (i) => distinctName(i, run) };
