/** Columns for people: figures to the right, everything else to the left. */
export function tableText(
  header: readonly string[],
  rows: ReadonlyArray<ReadonlyArray<string | number | null>>,
): string {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))));
  const widths = header.map((name, place) =>
    Math.max(name.length, ...texts.map((row) => row[place]!.length)),
  );
  const isFigure = header.map((_, place) =>
    rows.every((row) => row[place] === null || typeof row[place] === 'number'),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, place) =>
        isFigure[place] && rows.length > 0
          ? cell.padStart(widths[place]!)
          : cell.padEnd(widths[place]!),
      )
      .join('  ')
      .trimEnd();
  return [header, ...texts].map((row) => `${line(row)}\n`).join('');
}
