import { z } from "zod";
import { boolean, key } from "./key";

/** By an exact tag, or a digest. */
export const imageReference = z
  .string()
  .regex(/^[a-z0-9._-]+(:\d+)?(\/[a-z0-9._-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/)
  .refine((text) => /(:[\w.-]+|@sha256:[0-9a-f]+)$/.test(text) && !text.endsWith(":latest"));

/** Which images the containers are made of. */
export const imageKeys = {
  podImage: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The image of the pod's own container, which does nothing.",
    schema: imageReference,
    expected: "an image reference with an exact tag or digest",
    example: "busybox:1.37.0",
    default: "busybox:1.37.0@sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0",
    costs: ["drain", "pod", "pihole", "keepalived", "agent"],
  }),
  piholeImage: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The image of Pi-hole.",
    schema: imageReference,
    expected: "an image reference with an exact tag or digest",
    example: "pihole/pihole:2026.07.2",
    default:
      "pihole/pihole:2026.07.2@sha256:f7d1be836e3bc608b56d82fc9904f5a831cdfbc0dc9c6d58f94e4c985c70038b",
    costs: ["drain", "pihole", "agent"],
  }),
  unboundImage: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The image of Unbound, or `build` to build it on the node.",
    schema: z.union([z.literal("build"), imageReference]),
    expected: "build, or an image reference with an exact tag or digest",
    example: "build",
    default: "build",
    costs: ["drain", "unbound", "agent"],
  }),
  runtimeImage: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The image of keepalived, the agent and the data keeper, or `build` to build it on the node.",
    schema: z.union([z.literal("build"), imageReference]),
    expected: "build, or an image reference with an exact tag or digest",
    example: "build",
    default: "build",
    costs: ["drain", "keepalived", "agent", "data keeper"],
  }),
  updateCheck: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Whether the leader asks the registry of Pi-hole's image once a day for a newer one. It only tells; see conditions.md.",
    schema: boolean,
    expected: "true or false",
    example: "true",
    default: true,
    costs: ["drain", "agent"],
  }),
  basedOn: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "The day whose security updates the images that are built have. Set it to today's date to build them again, from " +
      "the newest base and packages.",
    // Some YAML parsers read a date as a timestamp.
    schema: z
      .string()
      .transform((text) => text.replace(/T00:00:00(\.0+)?Z$/, ""))
      .pipe(z.union([z.literal(""), z.iso.date()])),
    expected: "a date, YYYY-MM-DD",
    example: "2026-11-30",
    default: "",
    costs: ["drain", "unbound", "keepalived", "agent", "data keeper"],
  }),
} as const;
