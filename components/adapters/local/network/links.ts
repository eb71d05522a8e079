import { z } from "zod";
import { parse } from "../../../plan/config/parse";

const address = z.strictObject({ host: z.string().min(1), port: z.number().int().min(1).max(65_535) });

const link = z.strictObject({
    /** A city or a region ref, for readers of the file and the log. */
    from: z.string(),
    to: z.string(),
    /** What a round trip takes, in milliseconds. */
    ms: z.number().min(0),
    /** Where the way begins. */
    listen: address,
    /** Where it leads to. */
    reach: address,
});

/** A way between two places, and how long it is. */
export type Link = Readonly<z.output<typeof link>>;

const linksSchema = z
    .array(link)
    .refine(links => new Set(links.map(keyOf)).size === links.length, "each link at an address of its own");

/** The links of a file; throws where it is not JSON (`SyntaxError`) or not links (`ConfigFaults`). */
export function parseLinks(text: string): Link[] {
    return parse(linksSchema, JSON.parse(text), "links");
}

/** Identifies a link: a client that connects knows only this address. */
export function keyOf({ listen: { host, port } }: Link): string {
    return `${host}:${port}`;
}
