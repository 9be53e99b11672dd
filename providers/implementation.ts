import type { dynamic } from "@pulumi/pulumi";

/** What stands behind a thin provider: all five methods, typed with what the resource stores. */
export interface Implementation<Inputs, Outputs> {
  diff(id: string, olds: Outputs, news: Inputs): Promise<dynamic.DiffResult>;
  create(inputs: Inputs): Promise<{ id: string; outs: Outputs }>;
  /** What is there now; an empty id where it is gone. */
  read(id: string, props: Outputs): Promise<{ id?: string; props?: Outputs }>;
  update(id: string, olds: Outputs, news: Inputs): Promise<{ outs: Outputs }>;
  delete(id: string, props: Outputs): Promise<void>;
}
