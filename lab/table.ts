type Cells = readonly string[];

/** Rows under a head, as text: the first column to the left, the others to the right. */
export const table = (head: Cells, rows: readonly Cells[]): string =>
  aligned([head, ...rows], (cell, width, column) =>
    column === 0 ? cell.padEnd(width) : cell.padStart(width),
  )
    .map((line) => `  ${line}`)
    .join("\n");

/** The same with all columns to the left. */
export const leftTable = (head: Cells, rows: readonly Cells[]): string =>
  aligned([head, ...rows], (cell, width) => cell.padEnd(width)).join("\n");

function aligned(
  rows: readonly Cells[],
  pad: (cell: string, width: number, column: number) => string,
): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    widths
      .map((width, column) => pad(row[column] ?? "", width, column))
      .join("  ")
      .trimEnd(),
  );
}
