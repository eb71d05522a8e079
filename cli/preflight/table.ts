import { type Row, type Status, statuses } from "../../components/adapters/aws/operations/preflight";
import { columns } from "../columns";
import { styleFor } from "../style";

/** Names that are printed; the rest is in the JSON. */
const mostDetails = 10;

/** The checks, each with what is needed and the remedy below unless it passed, and the count of each status. */
export function tableOf(
    stack: string,
    rows: readonly Row[],
    stream: { readonly isTTY?: boolean } = process.stdout,
): string {
    const { bad, dim, good, strong } = styleFor(stream);
    const paint: Readonly<Record<Status, (text: string) => string>> = {
        pass: good,
        warning: strong,
        unknown: strong,
        fail: bad,
    };
    const cells = rows.map(({ check, found, status, ...where }) => [status, check, whereOf(where), found]);
    const [head = "", ...lines] = columns(["status", "check", "where", "found"], cells);
    const body = rows.flatMap(({ details = [], needed, remedy, status }, i) => {
        const line = lines[i]!;
        return [
            paint[status](line.slice(0, status.length)) + line.slice(status.length),
            ...(remedy === undefined ? [] : [`    needed: ${needed}`, `    help: ${remedy}`]),
            ...details.slice(0, mostDetails).map(name => dim(`        ${name}`)),
            ...(details.length > mostDetails ? [dim(`        and ${details.length - mostDetails} more (--json)`)] : []),
        ];
    });
    const counts = [...statuses].reverse().flatMap(status => {
        const count = rows.filter(row => row.status === status).length;
        return count === 0 ? [] : [paint[status](`${count} ${status}`)];
    });
    return `${[dim(head), ...body, `${strong(stack)}: ${counts.join(", ")}`].join("\n")}\n`;
}

function whereOf({ account, cell, region }: Pick<Row, "account" | "cell" | "region">): string {
    return [cell, region ?? account].filter(part => part !== undefined).join(" ");
}
