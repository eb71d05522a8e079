/** Lines of a table whose columns are as wide as what stands in them. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const widths = head.map((title, column) =>
        Math.max(...[title, ...rows.map(row => row[column] ?? "")].map(cell => cell.length)),
    );
    return [head, ...rows].map(row =>
        row
            .map((cell, column) => cell.padEnd(widths[column] ?? 0))
            .join("  ")
            .trimEnd(),
    );
}
