import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const read = (...parts: readonly string[]): string => readFileSync(path.join(...parts), "utf8").trim();

/** The Raspberry Pi's own sensor: whether the voltage has been too low. Throws if the host has none. */
export function underVoltage(sys: string): boolean {
  const sensors = path.join(sys, "class/hwmon");
  const sensor = readdirSync(sensors).find((name) => read(sensors, name, "name") === "rpi_volt");
  if (sensor === undefined) throw new Error("no such sensor");
  return read(sensors, sensor, "in0_lcrit_alarm") === "1";
}

/** The hottest of the processor's sensors, in °C. Throws if the host has none. */
export function temperature(sys: string): number {
  const zones = path.join(sys, "class/thermal");
  const ofProcessor = readdirSync(zones).filter(
    (zone) => zone.startsWith("thermal_zone") && /^(cpu|soc)/.test(read(zones, zone, "type")),
  );
  if (ofProcessor.length === 0) throw new Error("no such sensor");
  return Math.max(...ofProcessor.map((zone) => Number(read(zones, zone, "temp")) / 1000));
}

/** The processor is slowed down at this moment: its clock is capped, or it is too hot. As `vcgencmd get_throttled`. */
const slowNow = 0b1110;

/** Whether a Raspberry Pi's firmware slows it down now. Throws if the host is none. */
export function slowedDown(sys: string): boolean {
  const platform = path.join(sys, "devices/platform");
  const soc = readdirSync(platform).filter((name) => name.startsWith("soc"));
  const firmware = soc.flatMap((name) =>
    readdirSync(path.join(platform, name))
      .filter((below) => below.endsWith(":firmware"))
      .map((below) => path.join(platform, name, below)),
  )[0];
  if (firmware === undefined) throw new Error("no Raspberry Pi");
  return (Number.parseInt(read(firmware, "get_throttled"), 16) & slowNow) !== 0;
}
