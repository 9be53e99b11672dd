import type { LabData, LabSettings } from "../../lab/settings";
import { deployedLab } from "../lab/support";

export type DataLab = LabSettings & { readonly data: LabData };

/** The lab with data, for the tests of one `describe`. Their setup fails in a lab without. */
export function dataLab(): () => DataLab {
  let lab: DataLab;
  before(async () => {
    const { data, ...settings } = await deployedLab();
    if (!data) throw new Error("this lab has no data: npm run test:data makes one that has");
    lab = { ...settings, data };
  });
  return () => lab;
}
