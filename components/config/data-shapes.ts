import { z } from "zod";
import { listOf } from "./key";

// What YAML and `pulumi config set --path` make of a value: text, a number or a boolean. rules/datasets.ts reads it.
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
export const datasetShape = z.strictObject({
  name: z.string(),
  mountpoint: z.string().optional(),
  properties: z.record(z.string(), scalar).default({}),
});
export const poolShape = z.union([
  z.strictObject({ name: z.string(), devices: z.array(z.string()).min(1) }),
  z.strictObject({ name: z.string(), file: z.string(), size: scalar }),
]);
export const serviceShape = z.strictObject({
  name: z.string(),
  folder: z.string(),
  datasets: listOf(z.string()),
  images: z.record(z.string(), z.string()),
});
export type DatasetValue = z.output<typeof datasetShape>;
export type PoolValue = z.output<typeof poolShape>;
export type ServiceValue = z.output<typeof serviceShape>;
