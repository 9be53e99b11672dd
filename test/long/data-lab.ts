import type { LabData, LabSettings } from "../../lab/settings";
import { deployedLab } from "../lab/support";

export type DataLab = LabSettings & { readonly data: LabData };

/** The lab with data, for the tests of one `describe`; they are skipped in a lab without (LAB_DATA=1 makes it with). */
export function dataLab(): () => DataLab {
  let lab: LabSettings;
  before(async function () {
    lab = await deployedLab();
    if (!lab.data) this.skip();
  });
  return () => {
    if (!lab.data) throw new Error("this lab has no data");
    return { ...lab, data: lab.data };
  };
}
