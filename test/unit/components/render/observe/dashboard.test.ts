import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { renderDashboard } from "../../../../../components/render/observe/dashboard";
import { dashboardFile } from "../../../../../components/render/observe/observe-files";
import { dashboardRows } from "../../../../../components/render/observe/panels";

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[];
}
interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly Panel[];
}

describe("the dashboard", () => {
  const text = renderDashboard();
  const { uid, schemaVersion, templating, panels } = JSON.parse(text) as Dashboard;

  it("is what npm run docs writes", () => {
    const file = path.join(__dirname, "../../../../..", dashboardFile);
    assert.equal(readFileSync(file, "utf8"), text, "stale: run npm run docs and commit the result");
  });

  it("has the form that Grafana 12 writes, and a name that stays", () => {
    assert.deepEqual([uid, schemaVersion], ["ha-dns", 42]);
  });

  it("has every panel that is described, each with its own expressions", () => {
    const specs = Object.values(dashboardRows).flat();
    const made = panels.filter(({ type }) => type !== "row");
    assert.deepEqual(
      made.map(({ title }) => title),
      specs.map(({ title }) => title),
    );
    made.forEach(({ targets }, i) =>
      assert.deepEqual(
        targets?.map(({ expr }) => expr),
        specs[i]!.queries.map(({ expr }) => expr),
      ),
    );
  });

  it("lays no panel over another one, or beyond the 24 columns", () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(x < 24, title);
          assert.ok(!taken.has(`${x}/${y}`), title);
          taken.add(`${x}/${y}`);
        }
  });

  it("uses no variable that it does not have", () => {
    const known = [...templating.list.map(({ name }) => name), "__rate_interval"];
    for (const [, name] of text.matchAll(/\$\{?([a-z_]+)/g)) assert.ok(known.includes(name!), name);
  });
});
