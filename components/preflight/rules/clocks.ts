import { problem, warning, type Finding, type HostFinding } from "../finding";
import type { ClockOffset } from "../facts/facts";
import type { Scene } from "./scene";

/** Seconds from which a clock is worth a word: log lines and kept states of two nodes are compared by it. */
const noticeable = 2;
/** Seconds from which a clock breaks DNSSEC: signatures are valid for days, and are made an hour or so in advance. */
const harmful = 600;

/** Somebody keeps the host's clock right, and it is. */
export function clock({ plan, facts }: Scene): HostFinding[] {
  const seen = facts.host.known ? facts.host.value : undefined;
  const off = secondsOff(facts.clock);
  const { name, host } = plan.node;
  const found: HostFinding[] = [];
  if (Math.abs(off) >= noticeable) {
    const said = `the host's clock is ${describe(off)} this machine's`;
    if (seen?.clockSynchronized)
      found.push(
        warning(
          `${said}, and the host's is synchronized`,
          "two clocks that agree",
          "set this machine's clock",
        ),
      );
    else
      found.push(
        (Math.abs(off) >= harmful ? problem : warning)(
          said,
          `less than ${noticeable} s: with a wrong clock DNSSEC signatures are not valid`,
          `on ${name}: timedatectl set-ntp true; or at once, from here: ssh root@${host} date -s @$(date +%s)`,
        ),
      );
  }
  if (seen?.clockSynchronized === false)
    found.push(
      seen.clockService
        ? warning(
            "the clock is not synchronized (yet), though a program for it runs",
            "a clock that an NTP server has set",
            `on ${name}: timedatectl timesync-status, or chronyc sources, says why`,
          )
        : warning(
            "nothing keeps the clock right",
            "a clock that follows an NTP server",
            `on ${name}: apt-get install systemd-timesyncd, then: timedatectl set-ntp true`,
          ),
    );
  return found;
}

/** The clocks of two nodes agree. */
export function clocksOfNodes(
  nodes: readonly { readonly node: string; readonly clock: ClockOffset }[],
): Finding[] {
  return nodes.flatMap(({ node, clock: own }, i) =>
    nodes.slice(0, i).flatMap((other): Finding[] => {
      const off = secondsOff({ from: own.from - other.clock.to, to: own.to - other.clock.from });
      if (Math.abs(off) < noticeable) return [];
      const found = (Math.abs(off) >= harmful ? problem : warning)(
        `its clock is ${describe(off)} ${other.node}'s`,
        `less than ${noticeable} s between two nodes`,
        `on both: timedatectl set-ntp true; timedatectl says which one is wrong`,
      );
      return [{ ...found, node, check: "clock" }];
    }),
  );
}

/** The least that the clock can be off, in seconds: positive if it is ahead; 0 if it may be right. */
function secondsOff({ from, to }: ClockOffset): number {
  if (from <= 0 && to >= 0) return 0;
  return (from > 0 ? from : to) / 1000;
}

function describe(seconds: number): string {
  const size = Math.abs(seconds);
  const text =
    size < 120
      ? `${size.toFixed(1)} s`
      : size < 172_800
        ? `${Math.round(size / 60)} min`
        : `${Math.round(size / 86_400)} days`;
  return `${text} ${seconds > 0 ? "ahead of" : "behind"}`;
}
