import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  StackingConfigBuilder,
  StackingMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DatasourceVariableBuilder,
  MappingType,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  type Panel,
  type ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as timeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import { timeMarks, dashboardRows, type PanelSpec } from "./panels";
import { jsonFile } from "../text";

/*
 * `npm run docs` writes the dashboard to components/files/ha-dns-dashboard.json, from where it is deployed: what builds it
 * is needed only by who changes it.
 */

const source = { type: "prometheus", uid: "${datasource}" } as const;
const height = { stat: 4, timeline: 6, lines: 8, stacked: 8, heat: 8, table: 8 } as const;

/** The text of the dashboard, as Grafana imports it. */
export function renderDashboard(): string {
  const dashboard = new DashboardBuilder("ha-dns")
    .uid("ha-dns")
    .description("One DNS service that does not go down: who leads, whether DNS works, what Pi-hole counts.")
    .tags(["ha-dns", "dns"])
    .timezone("browser")
    .time({ from: "now-6h", to: "now" })
    .refresh("30s")
    .readonly()
    .withVariable(new DatasourceVariableBuilder("datasource").label("Prometheus").type("prometheus"))
    .withVariable(labelOf("cluster", "VIP", "ha_dns_leader"))
    .withVariable(
      labelOf("instance", "Node", 'ha_dns_leader{cluster="$cluster"}', "node").multi(true).includeAll(true),
    );
  for (const { name, expr, title, color } of timeMarks)
    dashboard.annotation(
      new AnnotationQueryBuilder()
        .name(name)
        .datasource(source)
        .enable(true)
        .iconColor(color)
        .expr(expr)
        .titleFormat(title),
    );
  for (const [title, panels] of Object.entries(dashboardRows)) {
    dashboard.withRow(new RowBuilder(title));
    for (const spec of panels) dashboard.withPanel(panelOf(spec));
  }
  return jsonFile(dashboard.build());
}

const labelOf = (label: string, title: string, series: string, name = label): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(title)
    .datasource(source)
    .query({ query: `label_values(${series}, ${label})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged);

function panelOf(spec: PanelSpec): Builder<Panel> {
  const panel = bare(spec)
    .title(spec.title)
    .description(spec.about)
    .datasource(source)
    .unit(spec.unit)
    .span(spec.width)
    .height(height[spec.kind]);
  spec.queries.forEach(({ expr, legend }, i) => panel.withTarget(queryOf(spec.kind, expr, legend, i)));
  return panel;
}

/** The panel of its kind, with what is only that kind's. */
function bare({ kind, words = {}, names }: PanelSpec) {
  switch (kind) {
    case "stat":
      return new stat.PanelBuilder()
        .graphMode(BigValueGraphMode.None)
        .colorMode(BigValueColorMode.None)
        .textMode(names ? BigValueTextMode.Name : BigValueTextMode.Auto);
    case "timeline":
      return new timeline.PanelBuilder()
        .showValue(VisibilityMode.Auto)
        .mergeValues(true)
        .mappings(mappingOf(words))
        .legend(new VizLegendOptionsBuilder().showLegend(false));
    case "lines":
      return new timeseries.PanelBuilder().min(0).fillOpacity(5).lineWidth(1);
    case "stacked":
      return new timeseries.PanelBuilder()
        .min(0)
        .fillOpacity(30)
        .lineWidth(1)
        .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
    case "heat":
      return new heatmap.PanelBuilder().calculate(false).yAxis(new heatmap.YAxisConfigBuilder().unit("s"));
    case "table":
      return new table.PanelBuilder().showHeader(true);
  }
}

function queryOf(kind: PanelSpec["kind"], expr: string, legend: string, place: number): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .refId(String.fromCharCode("A".charCodeAt(0) + place))
    .datasource(source)
    .expr(expr)
    .legendFormat(legend);
  if (kind === "heat") return query.range().format(PromQueryFormat.Heatmap);
  if (kind === "table") return query.instant().format(PromQueryFormat.Table);
  return kind === "stat" ? query.instant() : query.range();
}

const mappingOf = (words: NonNullable<PanelSpec["words"]>): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(words).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];
