import { readFileSync } from "node:fs";
import path from "node:path";

/** The text of a script in the folder of scripts, with the host's line ends: a checkout on Windows may have others. */
export const script = (name: string): string =>
  readFileSync(path.join(__dirname, "..", "scripts", name), "utf8").replaceAll("\r\n", "\n");

/** One that the runtime image has too, in which it runs again and again. */
export const imageScript = (name: string): string =>
  readFileSync(path.join(__dirname, "../../../runtime/image", name), "utf8").replaceAll("\r\n", "\n");

/** A shell script that frames its output in sections; see sections.sh. */
export const sectionScript = (name: string): string => `${script("sections.sh")}\n${script(name)}`;
