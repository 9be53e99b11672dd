import { readFileSync } from "node:fs";
import path from "node:path";

/** The text of a script with the host's line ends: a checkout on Windows may have others. */
export const readScript = (file: string): string => readFileSync(file, "utf8").replaceAll("\r\n", "\n");

/** A script in the folder of scripts. */
export const preflightScript = (name: string): string =>
  readScript(path.join(__dirname, "..", "scripts", name));

/** A Perl script that sends and receives whole frames; see wire.pl. */
export const wireScript = (name: string): string => `${preflightScript("wire.pl")}\n${preflightScript(name)}`;

/** One that the runtime image has too, in which it runs again and again. */
export const imageScript = (name: string): string =>
  readScript(path.join(__dirname, "../../../runtime/image", name));

/** A shell script that frames its output in sections; see sections.sh. */
export const sectionScriptOf = (text: string): string => `${preflightScript("sections.sh")}\n${text}`;

/** The same for a script in the folder of scripts. */
export const sectionScript = (name: string): string => sectionScriptOf(preflightScript(name));
