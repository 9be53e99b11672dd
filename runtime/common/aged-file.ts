import { readFileSync, statSync } from "node:fs";
import { roleMaxAgeSeconds } from "../contract/files";

/** Whether a file that is refreshed every second still says something; one from the future says nothing either. */
export const isFresh = (ageSeconds: number): boolean => Math.abs(ageSeconds) <= roleMaxAgeSeconds;

/** A file's text without white space around it, and its age in seconds. Throws if it cannot be read. */
export const readAged = (path: string, now: number): readonly [text: string, ageSeconds: number] => [
  readFileSync(path, "utf8").trim(),
  (now - statSync(path).mtimeMs) / 1000,
];
