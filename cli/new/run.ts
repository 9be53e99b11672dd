import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadFiles } from "../../components/load-files";
import { programFolder, programVersion } from "../../components/program-version";
import { projectFiles } from "../backup/project-files";
import { UsageError, type CallOf } from "../frame/command-type";
import { projectTexts } from "./template";

type NewCall = CallOf<{ readonly config: string | undefined; readonly package: string | undefined }>;

/** Resolves to the exit code. Writes the whole folder or nothing. */
export function runNew({ values, args, print }: NewCall): Promise<number> {
  const folder = path.resolve(args[0]!);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UsageError(`ha-dns new: found files in ${folder}; expected an empty folder, or none`);
  const from = values.config === undefined ? programFolder : path.resolve(values.config);
  const config = values.config === undefined ? exampleFiles : ownFiles(from);
  const made = `${folder}.${process.pid}.part`;
  try {
    for (const [name, text] of Object.entries(projectTexts(nameOf(folder), versionOf(values.package))))
      writeFileSync(place(made, name), text);
    for (const name of config) copyFileSync(path.join(from, name), place(made, name));
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(made, folder);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  const next = values.config === undefined ? "npx ha-dns init" : "npx ha-dns up --preview";
  print(`${folder} is made.\nnext: cd ${args[0]} && npm install --loglevel=warn && ${next}\n`);
  return Promise.resolve(0);
}

/** What the program comes with, for init to fill in. */
const exampleFiles = ["Pulumi.yaml", "Pulumi.pi1.yaml", "Pulumi.pi2.yaml"];

/** The config of a project, and what its secrets are read by. Throws with what is wrong in it. */
function ownFiles(root: string): readonly string[] {
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  const files = projectFiles(
    root,
    nodes.map(({ plan }) => plan),
  );
  return existsSync(path.join(root, ".passphrase")) ? [...files, ".passphrase"] : files;
}

function place(folder: string, name: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

/** A name that npm accepts. */
const nameOf = (folder: string): string =>
  path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "-");

function versionOf(file: string | undefined): string {
  if (file === undefined) return programVersion().version;
  if (!existsSync(file)) throw new UsageError(`ha-dns new: --package: there is no file ${file}`);
  return `file:${path.resolve(file)}`;
}
