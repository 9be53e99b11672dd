import { servicesFolder } from "../render/node-paths";
import { checkComposeFile } from "./compose-rules";
import type { DatasetValue, ServiceValue } from "./data-shapes";
import type { PartialSpec } from "./types";
import { mountPlaceOf } from "./mountpoints";
import type { RuleFinding } from "./problem";
import { composeFile, largestFile, madeFiles, type ServiceFolder } from "./service-folder";

/** The rules of standby services: what the config says of them, and what their folders hold. */
export function checkServices(spec: PartialSpec): RuleFinding[] {
  const { services, datasets } = spec.cluster;
  return (services ?? []).flatMap((service, i, all) => [
    ...checkName(service, i, all),
    ...checkDatasets(service, i, all, datasets),
    ...checkImages(service, i),
    ...checkFolder(service, i, spec.folders[service.folder]),
    ...checkCompose(service, spec.folders[service.folder], datasets),
  ]);
}

function checkName({ name }: ServiceValue, i: number, all: readonly ServiceValue[]): RuleFinding[] {
  const key = `services[${i}].name`;
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name))
    return [
      {
        key,
        found: name || "nothing",
        expected: "a letter, then letters, digits and hyphens, all small, 31 at most",
        fix: "change it in services",
      },
    ];
  if (!all.slice(0, i).some((other) => other.name === name)) return [];
  const fix = "give one of them another name; it is a new service then";
  return [{ key, found: `${name} twice`, expected: "each service once", fix }];
}

function checkDatasets(
  service: ServiceValue,
  i: number,
  all: readonly ServiceValue[],
  declared: readonly DatasetValue[] | undefined,
): RuleFinding[] {
  const key = `services[${i}].datasets`;
  const find = (found: string, expected: string, fix: string): RuleFinding => ({ key, found, expected, fix });
  const mine = service.datasets;
  if (mine.length === 0)
    return [find("none", "at least one: a service runs where its data is", "name its datasets in services")];
  const shared = mine.flatMap((name, j) => {
    const other = all.slice(0, i).find(({ datasets }) => datasets.includes(name));
    if (other)
      return [
        find(`${name}, which ${other.name} has too`, "a dataset of its own", "declare another dataset"),
      ];
    return mine.indexOf(name) < j
      ? [find(`${name} twice`, "each dataset once", "take the second one out")]
      : [];
  });
  if (!declared) return shared;
  const known = new Set(declared.map(({ name }) => name));
  const undeclared = mine
    .filter((name) => !known.has(name))
    .map((name) =>
      find(
        `${name}, which is not declared`,
        "a dataset of datasets",
        `add ${name} to datasets, or correct it`,
      ),
    );
  const unmounted = declared
    .filter((dataset) => mine.includes(dataset.name) && mountPlaceOf(dataset, declared) === undefined)
    .map(({ name }) =>
      find(`${name}, which is mounted nowhere`, "a dataset with a mountpoint", `give ${name} a mountpoint`),
    );
  const roots = [...new Set(mine.filter((name) => known.has(name)).map((name) => rootOf(name, known)))];
  const apart =
    roots.length < 2
      ? []
      : [
          find(
            `${mine.join(", ")}, below ${roots.length} roots: ${roots.join(", ")}`,
            "datasets below one declared dataset: a snapshot holds no others at the same moment",
            "declare a dataset that lies above them all, and move the data below it",
          ),
        ];
  return [...shared, ...undeclared, ...unmounted, ...apart];
}

/** The uppermost declared dataset above one, or itself. */
function rootOf(name: string, declared: ReadonlySet<string>): string {
  const parts = name.split("/");
  const above = parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  return above.find((candidate) => declared.has(candidate)) ?? name;
}

const byDigest = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*(:[\w.-]+)?@sha256:[0-9a-f]{64}$/;

const checkImages = ({ images }: ServiceValue, i: number): RuleFinding[] =>
  Object.entries(images)
    .filter(([, reference]) => !byDigest.test(reference))
    .map(([name, reference]) => ({
      key: `services[${i}].images.${name}`,
      found: reference || "nothing",
      expected: "an image by its digest, NAME@sha256:…: the same on every node, today and after a failover",
      fix: "docker buildx imagetools inspect IMAGE shows its digest",
    }));

function checkFolder(
  { name, folder }: ServiceValue,
  i: number,
  content: ServiceFolder | undefined,
): RuleFinding[] {
  const key = `services[${i}].folder`;
  const expected = `a folder of this checkout, with a ${composeFile} in it`;
  const fix = `mkdir -p services/${name}, put its ${composeFile} there, and set folder: services/${name}`;
  if (!content || content.trouble.some((it) => it.path === ""))
    return [{ key, found: content?.trouble[0]?.found ?? (folder || "nothing"), expected, fix }];
  const missing = content.files.some((it) => it.path === composeFile)
    ? []
    : [{ key, found: `${folder}, without a ${composeFile}`, expected, fix }];
  const trouble = content.trouble.map((it) => ({
    key,
    file: `${folder}/${it.path}`,
    found: it.found,
    expected: `a file of ${largestFile} bytes at most`,
    fix: "take it out of the folder; what is large belongs in a dataset or an image",
  }));
  const made = content.files
    .filter((it) => it.path === madeFiles.images || it.path === madeFiles.environment)
    .map((it) => ({
      key,
      file: `${folder}/${it.path}`,
      found: `a file ${it.path}`,
      expected: "no file of that name: the program makes it",
      fix:
        it.path === madeFiles.environment
          ? `pulumi config set --secret --path serviceSecrets.${name}.VARIABLE for what is secret; the rest in ${composeFile}`
          : "rename it",
    }));
  return [...missing, ...trouble, ...made];
}

function checkCompose(
  service: ServiceValue,
  folder: ServiceFolder | undefined,
  datasets: readonly DatasetValue[] | undefined,
): RuleFinding[] {
  const file = folder?.files.find(({ path }) => path === composeFile);
  if (!file) return [];
  const findings = checkComposeFile(file.content.toString("utf8"), {
    service,
    folder: `${servicesFolder}/${service.name}`,
    datasets: datasets ?? [],
  });
  return findings.map((finding) => ({ ...finding, file: `${service.folder}/${composeFile}` }));
}
