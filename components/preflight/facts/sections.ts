/** What one command of a script printed, and its exit code. */
export interface Section {
  readonly code: number;
  readonly text: string;
}

/** The output of a script that frames its commands as scripts/sections.sh does, by name. */
export function readSections(stdout: string): ReadonlyMap<string, Section> {
  const found = stdout.matchAll(/^#begin (\S+)\n([\s\S]*?)\n#end (\d+)$/gm);
  return new Map(
    Array.from(found, ([, name, text, code]) => [name!, { code: Number(code), text: text!.trim() }]),
  );
}

/** The section of that name. Throws if the script did not get that far. */
export function section(sections: ReadonlyMap<string, Section>, name: string): Section {
  const found = sections.get(name);
  if (!found) throw new Error(`the script ended before it came to "${name}"`);
  return found;
}
