import { boundPath, readCompose, type ComposeProject, type ComposeService } from "./compose";
import type { DatasetValue, ServiceValue } from "./data-shapes";
import { isInFolder, mountPlaceOf } from "./mountpoints";
import type { RuleFinding } from "./problem";

export interface ComposeSetting {
  readonly service: ServiceValue;
  /** Where the project will lie on the host. */
  readonly folder: string;
  /** All that are declared. */
  readonly datasets: readonly DatasetValue[];
}

/** The rules of a standby service's compose.yaml. */
export function checkComposeFile(text: string, setting: ComposeSetting): RuleFinding[] {
  const read = readCompose(text);
  if (!read.ok)
    return [
      {
        key: "compose.yaml",
        found: read.found,
        expected: "a compose file with services",
        fix: "docker compose config says more",
      },
    ];
  const { project } = read;
  return [
    ...checkProject(project, setting),
    ...Object.entries(project.services).flatMap(([name, service]) => checkService(name, service, setting)),
    ...project.binds.flatMap((bind) => checkBind("volumes", bind, setting)),
  ];
}

function checkProject(project: ComposeProject, { service }: ComposeSetting): RuleFinding[] {
  const refused = { name: `none: it is ha-dns-${service.name}`, include: "services in this file alone" };
  const keys = Object.entries(refused)
    .filter(([key]) => project.keys.includes(key))
    .map(([key, expected]) => ({ key, found: "it is set", expected, fix: `take ${key} out` }));
  const unknown = Object.keys(service.images)
    .filter((name) => !Object.hasOwn(project.services, name))
    .map((name) => ({
      key: `services.${name}`,
      found: `nothing, but images names ${name}`,
      expected: `one of ${Object.keys(project.services).join(", ")}`,
      fix: `take ${name} out of the images of ${service.name}, or correct it`,
    }));
  return [...keys, ...unknown];
}

function checkService(name: string, it: ComposeService, setting: ComposeSetting): RuleFinding[] {
  const at = `services.${name}`;
  const findings: RuleFinding[] = [];
  const find = (key: string, found: string, expected: string, fix: string) =>
    findings.push({ key: key ? `${at}.${key}` : at, found, expected, fix });
  if (!Object.hasOwn(setting.service.images, name))
    find(
      "",
      "no image for it in the config",
      "one: images are there on every node before they are needed",
      `in services, images of ${setting.service.name}: ${name}: IMAGE@sha256:…`,
    );
  if (it.keys.includes("build"))
    find("build", "it is set", "an image that is pulled", "build and push it, and name it in images");
  if (it.restart !== undefined && it.restart !== "no" && it.restart !== "false")
    find(
      "restart",
      it.restart,
      'none, or "no": Docker would start it where it must not run',
      "take restart out",
    );
  if (it.deployRestarts)
    find(
      "deploy.restart_policy",
      "it is set",
      "none: Docker would start it where it must not run",
      "take it out",
    );
  if (it.keys.includes("profiles"))
    find("profiles", "it is set", "none: all that stands here runs", "take it out, or the whole service");
  if (it.extendsFile)
    find("extends.file", "it is set", "services in this file alone", "write out here what it brings");
  for (const other of it.awaitsEndOf)
    find(
      `depends_on.${other}`,
      "it has to end first",
      "services that go on running: one that has ended counts as dead",
      `do what ${other} does in an entrypoint of ${name}`,
    );
  return [...findings, ...it.binds.flatMap((bind) => checkBind(`${at}.volumes`, bind, setting))];
}

/** A path in a dataset that is not the service's would be another's data, or an empty folder where it is not mounted. */
function checkBind(key: string, bind: string, { service, folder, datasets }: ComposeSetting): RuleFinding[] {
  if (bind.includes("$"))
    return [
      {
        key,
        found: bind,
        expected: "a path without variables: it has to be seen which dataset it lies in",
        fix: "write the path out",
      },
    ];
  const path = boundPath(bind, folder);
  const places = datasets
    .map((dataset) => ({ name: dataset.name, place: mountPlaceOf(dataset, datasets)?.replace(/\/+$/, "") }))
    .filter((it): it is { name: string; place: string } => it.place !== undefined);
  const around = places
    .filter(({ place }) => isInFolder(path, place))
    .sort((a, b) => b.place.length - a.place.length)
    .slice(0, 1);
  const below = places.filter(({ place }) => isInFolder(place, path) && place !== path);
  return [...around, ...below]
    .filter(({ name }) => !service.datasets.includes(name))
    .map(({ name }) => ({
      key,
      found: `${bind}, which is ${around.some((it) => it.name === name) ? "in" : "above"} ${name}`,
      expected: `a path in a dataset of ${service.name} (${service.datasets.join(", ") || "none"}), or in none`,
      fix: `add ${name} to the datasets of ${service.name}, or bind another path`,
    }));
}
