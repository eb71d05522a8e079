/** A table of a page. Cells are Markdown; a bar in one does not end its column. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return [head, head.map(() => "---"), ...rows.map(row => row.map(cell => cell.replaceAll("|", "\\|")))]
        .map(cells => `| ${cells.join(" | ")} |`)
        .join("\n");
}

/** Names as code, separated by commas. */
export function codes(names: readonly string[]): string {
    return names.map(name => `\`${name}\``).join(", ");
}
