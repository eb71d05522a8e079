import type { RegionRef } from "../plan/catalogue";
import type { Cell } from "../plan/cell";
import { type JsonObject } from "./envoy";

/** Answer to a request whose host is none of this gate's (RFC 9457 problem details). */
export function foreignCell(cell: Cell): string {
    return JSON.stringify({
        type: "about:blank",
        title: "this gate serves another cell",
        status: 421,
        detail: `this gate answers for ${cell.host} only; nothing was forwarded`,
        cell: cell.name,
    });
}

/** Answer to a path that names no model of the cell, in the Open Inference Protocol's form. */
export function noSuchModel(models: readonly string[]): string {
    return JSON.stringify({ error: `no such model or path; models: ${models.join(", ")}` });
}

/**
 * What clients see when Envoy itself has to answer that nothing could: which cell failed, in place of Envoy's own words. A
 * region that says of itself that it is ill is no failed cell; nothing left to ask is 503, an upstream too slow 504.
 */
export function localReplies(cell: Cell, region: RegionRef): JsonObject {
    return {
        mappers: [
            {
                // LH: the health filter's own answer.
                filter: { response_flag_filter: { flags: ["LH"] } },
                ...problem(503, cell, `region ${region} is not ready`),
            },
            {
                filter: status(503),
                ...problem(503, cell, `no healthy region in cell ${cell.name}`),
                headers_to_add: [
                    { header: { key: "retry-after", value: "1" }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
                ],
            },
            { filter: status(504), ...problem(504, cell, `no region of cell ${cell.name} answered in time`) },
        ],
    };
}

function status(code: number): JsonObject {
    const value = { default_value: code, runtime_key: `meridian.reply_${code}` };
    return { status_code_filter: { comparison: { op: "EQ", value } } };
}

function problem(status: number, cell: Cell, title: string): JsonObject {
    return {
        body_format_override: {
            json_format: { type: "about:blank", title, status, cell: cell.name },
            content_type: "application/problem+json",
        },
    };
}
