import assert from "node:assert/strict";
import { keptJournals } from "../../../../lab/load/branches";
import { parseSample } from "../../../../lab/cluster/data-host";

const data = {
  pool: "tank",
  root: "tank/lab",
  journal: "tank/lab/journal",
  notes: "tank/lab/notes",
  fence: "192.0.2.5",
};
const line = (name: string, guid: number, made: number) =>
  `${name}\tguid\t${guid}\n${name}\tcreatetxg\t${made}\n`;

describe("a sample of a pool", () => {
  it("has snapshots in the order of their making, and nothing of the drill's own", () => {
    const text =
      line("tank", 1, 1) +
      line("tank/lab@b", 21, 30) +
      line("tank/lab", 2, 5) +
      line("tank/lab@a", 22, 40) +
      line("tank/ha-dns-drill-look", 3, 50);
    assert.deepEqual(parseSample(7, "one", text), {
      at: 7,
      node: "one",
      datasets: [
        { name: "tank", guid: "1", snapshots: [] },
        {
          name: "tank/lab",
          guid: "2",
          snapshots: [
            { name: "b", guid: "21" },
            { name: "a", guid: "22" },
          ],
        },
      ],
    });
  });

  it("shows the journals that were kept, each with the marks of the same moment", () => {
    const kept = "tank/ha-dns-kept/tank-lab-20261121";
    const text =
      line("tank/lab/journal", 1, 1) +
      line("tank/lab/journal@s", 2, 2) +
      line(`${kept}/journal`, 3, 3) +
      line(`${kept}/journal@s`, 4, 4) +
      line(`${kept}/journal@t`, 5, 5) +
      line(`${kept}/notes`, 6, 6) +
      line(`${kept}/notes@t`, 7, 7) +
      line("tank/other/journal", 8, 8) +
      line("tank/other/journal@u", 9, 9) +
      line("tank/empty/journal", 10, 10);
    assert.deepEqual(keptJournals(parseSample(0, "one", text), data), [
      { dataset: `${kept}/journal`, snapshots: [`${kept}/journal@t`, `${kept}/notes@t`] },
      { dataset: "tank/other/journal", snapshots: ["tank/other/journal@u", undefined] },
    ]);
  });
});
