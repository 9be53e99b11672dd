import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { DataConfig } from "../../runtime/contract/data-config";
import { projectName, revisionLabel } from "../../runtime/contract/names";
import type { ServiceValue } from "../config/data-shapes";
import { composeFile, madeFiles, type ServiceFile } from "../config/service-folder";
import { servicesFolder } from "./node-paths";
import { lines } from "./text";

export const serviceFolder = (name: string): string => `${servicesFolder}/${name}`;

/** Ends what runs of a service that is declared no longer, and takes its containers and networks away; no volume. */
export function removalCommand(name: string): string {
  const filter = `--filter label=com.docker.compose.project=${projectName(name)}`;
  return [
    `containers=$(docker ps --all --quiet ${filter})`,
    `if [ -n "$containers" ]; then docker stop $containers && docker rm $containers; fi`,
    `networks=$(docker network ls --quiet ${filter})`,
    `if [ -n "$networks" ]; then docker network rm $networks; fi`,
  ].join(" && ");
}

/** The name without a tag: where a digest stands, a tag says nothing, and engines differ in what they make of both. */
export const byDigest = (reference: string): string => reference.replace(/:[\w.-]+@/, "@");

/** A digest of all that a service is made of. `secrets` stands for its secrets, and tells nothing of them. */
export function serviceRevision(
  { images }: ServiceValue,
  files: readonly ServiceFile[],
  secrets: string,
): string {
  const hash = createHash("sha256").update(JSON.stringify([secrets, Object.entries(images).sort()]));
  for (const { path, content, executable } of files)
    hash.update(`\0${path}\0${executable}\0${content.length}\0`).update(content);
  return hash.digest("hex").slice(0, 16);
}

/** What stands over the folder's compose.yaml: images by digest, no restarts by Docker, a label that tells the version. */
export function renderServiceImages(service: ServiceValue, revision: string): string {
  const entries = Object.entries(service.images).sort(([a], [b]) => (a < b ? -1 : 1));
  const services = entries.map(([name, reference]) => [
    name,
    {
      image: byDigest(reference),
      pull_policy: "never",
      restart: "no",
      labels: { [revisionLabel]: revision },
    },
  ]);
  return stringify(
    { services: Object.fromEntries(services) as unknown },
    // docker-compose 1.29 reads YAML 1.1, where a bare no is a boolean, and some digests are numbers.
    { version: "1.1", defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 },
  );
}

/** A `.env` that compose reads as it is meant: what the values may hold is checked with the config. */
export const renderEnvironment = (variables: Readonly<Record<string, string>>): string =>
  lines(
    Object.entries(variables)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}='${value}'`),
  );

/** A standby service as data.json tells the host's data keeper. */
export const serviceConfig = (service: ServiceValue, revision: string): DataConfig["services"][number] => ({
  name: service.name,
  datasets: [...service.datasets].sort(),
  composeFiles: [composeFile, madeFiles.images].map((file) => `${serviceFolder(service.name)}/${file}`),
  images: Object.fromEntries(
    Object.entries(service.images)
      .map(([name, reference]) => [name, byDigest(reference)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ),
  revision,
});
