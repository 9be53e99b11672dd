/** Whether the clock in a time zone is within hours such as 23:00-07:00. */
export function isWithinHours(hours: string | undefined, timezone: string, now: number): boolean {
  if (hours === undefined) return false;
  const [from, to] = hours.split("-").map(minutesOf) as [number, number];
  const at = minutesOf(clockOf(timezone, now));
  return from <= to ? from <= at && at < to : at >= from || at < to;
}

const minutesOf = (clock: string): number => {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
};

/** HH:MM in a time zone. */
const clockOf = (timezone: string, at: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit" }).format(at);

/** The clock, and the day before it unless that is today. */
export function momentOf(timezone: string, at: number, now: number): string {
  const day = (time: number) => new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(time);
  const clock = clockOf(timezone, at);
  return day(at) === day(now) ? clock : `${day(at)} ${clock}`;
}

/** A time's length in words: 40 s, 5 min, 3 h 20 min, 2 days. */
export function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
