import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Level } from "./node-card";

/** A file of the page; its name changes with its text, so that a browser may keep it. */
export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  /** Of the text, as a content security policy names it. */
  readonly hash: string;
}

export interface Assets {
  readonly style: Asset;
  readonly script: Asset;
}

/** Reads what the image's build has made of page.css and live.ts. Throws if a file is missing. */
export const readAssets = (folder: string): Assets => ({
  style: asset(path.join(folder, "page.css"), "text/css; charset=utf-8"),
  script: asset(path.join(folder, "page.js"), "text/javascript; charset=utf-8"),
});

function asset(file: string, type: string): Asset {
  const text = readFileSync(file, "utf8");
  const digest = createHash("sha256").update(text).digest();
  const { name, ext } = path.parse(file);
  const named = `${name}-${digest.toString("hex").slice(0, 8)}${ext}`;
  return { name: named, type, text, hash: `sha256-${digest.toString("base64")}` };
}

const colours: Readonly<Record<Level, string>> = {
  good: "#12805c",
  rest: "#5b6b7b",
  warn: "#b45309",
  bad: "#c81e1e",
};

/** The sign of the window: it has the colour of the verdict. */
export const icon = (level: Level): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="${colours[level]}" d="M16 1l13 5v9c0 8-5.500 13-13 16C8.500 28 3 23 3 15V6z"/></svg>`;
