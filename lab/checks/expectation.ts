import type { Ipv6Result, RunResult } from "./fault-result";

/** How a fault must end. What holds for each of them is not said here: see `faultComplaints`. */
export interface Expectation {
  /** `splits`: more than one node may have it while the fault lasts, and clients are served all the same. */
  readonly vip: "moves" | "stays" | "may move" | "splits";
  readonly maxOutageMs: number;
  /** Not one query may go unanswered from the fault to the end. */
  readonly lossless?: boolean;
  /** Milliseconds that two nodes may have the VIP at once; 1000 if nothing is said. Counted from healing on where the VIP splits. */
  readonly maxTwoOwnersMs?: number;
  /** Queries for names that no cache has may go unanswered, or be answered with SERVFAIL or REFUSED, while it lasts. */
  readonly mayCost?: "uncached names";
}

/** The failed expectations of a run; empty if it passed. */
export function faultComplaints(expect: Expectation, result: RunResult): string[] {
  const { leaderBefore, leaderAfter, maxTwoOwnersMs = 1_000 } = { ...expect, ...result };
  const said: string[] = [];
  const say = (wrong: boolean, text: string) => void (wrong && said.push(text));
  const moved = leaderAfter !== leaderBefore;
  say(leaderAfter === null, "no node had the VIP while the fault lasted");
  say(expect.vip === "moves" && leaderAfter !== null && !moved, `the VIP stayed on ${leaderBefore}`);
  say(expect.vip === "stays" && (moved || result.vipMoves > 0), `the VIP left ${leaderBefore}`);
  said.push(...clientComplaints(expect, result, ` (${reasons(result.wrongReasons)})`));
  say(result.unanswered > 0, `${result.unanswered} queries unanswered for good`);
  const [twoOwnersMs, since] =
    expect.vip === "splits" ? [result.twoOwnersAfterMs, " after healing"] : [result.twoOwnersMs, ""];
  say(twoOwnersMs > maxTwoOwnersMs, `two nodes had the VIP for ${twoOwnersMs} ms${since}`);
  say(result.recoveredMs === null, `not whole again: ${result.notWhole.join("; ")}`);
  const overIpv6 = result.ipv6 ? clientComplaints(expect, result.ipv6) : [];
  return [...said, ...overIpv6.map((text) => `over IPv6: ${text}`)];
}

/** What clients of one family may complain of. */
function clientComplaints(expect: Expectation, seen: Ipv6Result, wrongReasons = ""): string[] {
  const { lost, wrong, outageMs, outageOpen, lostBefore, failbackLost } = seen;
  const found: [boolean, string][] = [
    [wrong > 0, `${wrong} wrong answers${wrongReasons}`],
    [outageOpen, "DNS was not answered again"],
    [outageMs > expect.maxOutageMs, `outage of ${outageMs} ms, over ${expect.maxOutageMs} ms`],
    [expect.lossless === true && lost > 0, `${lost} queries lost, and none should be`],
    [lostBefore > 0, `${lostBefore} queries lost before the fault`],
    [failbackLost > 0, `${failbackLost} queries lost at the return of the node`],
  ];
  return found.filter(([applies]) => applies).map(([, text]) => text);
}

const reasons = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([why, count]) => `${count} × ${why}`)
    .join(", ");
