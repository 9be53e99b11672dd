import * as z from "zod";

/** A package as it is locked, and what its author allows. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; undefined if the package names none. */
  readonly licence: string | undefined;
}

/** Licences that only ask to be named, so that whoever passes the program on owes nothing more. */
const permissive = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
];

/** Packages that name no SPDX licence: all are MIT, as the LICENSE file in each says. */
const readByHand = ["@logdna/tail-file", "buildcheck", "cpu-features", "ssh2"];

/** MPL-2.0 asks for changes of its own files alone, and these are used unchanged, by tests: nobody is passed them on. */
const inTestsAlone = ["axe-core"];

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

/** The packages of a package-lock.json, without the project and its workspaces. Throws if the text is none. */
export function lockedPackages(text: string): Licensed[] {
  const { packages } = lock.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([folder, { link }]) => folder.includes("node_modules/") && !link)
    .map(([folder, { version, license }]) => ({
      name: folder.replace(/^.*node_modules\//, ""),
      version: version ?? "",
      licence: license,
    }));
}

/** Whether a package may be used by its licence: `A OR B` asks for one of them, `A AND B` for both. */
export function isPermissive({ name, licence }: Licensed): boolean {
  if (readByHand.includes(name) || (inTestsAlone.includes(name) && licence === "MPL-2.0")) return true;
  if (licence === undefined) return false;
  return licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => permissive.includes(one)));
}

/** How many packages have which licence, most first, and the packages that may not be used. */
export function licenceReport(packages: readonly Licensed[]): { text: string; refused: readonly Licensed[] } {
  const counts = new Map<string, number>();
  for (const { licence } of packages) {
    const name = licence ?? "not named";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const lines = [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([licence, count]) => `${String(count).padStart(5)}  ${licence}`);
  const refused = packages.filter((each) => !isPermissive(each));
  const named = refused.map(
    ({ name, version, licence }) => `        ${name} ${version}: ${licence ?? "no licence"}`,
  );
  const verdict = refused.length === 0 ? [] : ["not known as permissive; read it, or take another package:"];
  return { text: [...lines, ...verdict, ...named].join("\n"), refused };
}
