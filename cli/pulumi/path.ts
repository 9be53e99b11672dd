import path from "node:path";

/** The PATH, with the Pulumi CLI that comes with the packages (`npx pulumi`) at its end if it is not in it yet. */
export function pathWithPulumi(root: string): string {
  const bin = path.join(root, "node_modules", ".bin");
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return [...folders, ...(folders.includes(bin) ? [] : [bin])].join(path.delimiter);
}
