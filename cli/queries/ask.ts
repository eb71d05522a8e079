import { mostReasonCharacters } from "../../components/watch/reason";
import { ProjectError, UsageError } from "../exit";
import { HubClient } from "../hub/hub-client";
import { chooseStack, findProject } from "../project";
import { cellOf } from "../region";

/** What every query is asked with: where, why, and how much. */
export const queryOptions = {
    cell: { type: "string" },
    most: { type: "string" },
    reason: { type: "string" },
} as const;

export interface Asked {
    readonly stack?: string | undefined;
    readonly cell?: string | undefined;
    readonly most?: string | undefined;
    readonly reason?: string | undefined;
}

/**
 * Asks a region's watcher, by way of the hub, which says whose account this is. Throws `UsageError` and `ProjectError`, the latter also
 * where the watcher refuses.
 */
export async function query(
    what: "logs" | "samples",
    region: string,
    { stack: named, cell, most, reason }: Asked,
    wanted: Readonly<Record<string, string | undefined>>,
): Promise<unknown> {
    const why = reasonOf(reason);
    const number = mostOf(most);
    const project = findProject(process.cwd());
    const stack = chooseStack(project, named);
    const at = `/api/cells/${cellOf(project, stack, region, cell)}/regions/${encodeURIComponent(region)}/${what}`;
    const claimed = process.env.MERIDIAN_ACTOR;
    const body = {
        ...wanted,
        most: number,
        ...(claimed !== undefined && claimed !== "" && { claimed }),
        reason: why,
    };
    const { status, text } = await HubClient.of(project, stack).ask("POST", at, body);
    const answer = JSON.parse(text) as { readonly error?: string };
    if (status !== 200) {
        throw new ProjectError(`${region} answers ${status}: ${answer.error ?? text}`);
    }
    return answer;
}

/** The reason for a query. Throws a `UsageError`. */
export function reasonOf(said: string | undefined): string {
    if (said === undefined) {
        throw new UsageError("give the reason with --reason: it is recorded with the query");
    }
    if (/\p{Cc}/u.test(said) || said.length > mostReasonCharacters || said.trim() === "") {
        throw new UsageError(`--reason is a line of at most ${mostReasonCharacters} characters`);
    }
    return said;
}

/** How many lines or samples are wanted. Throws a `UsageError`. */
export function mostOf(said: string | undefined): number {
    if (said !== undefined && !/^([1-9]\d{0,2}|1000)$/.test(said)) {
        throw new UsageError(`--most is a number from 1 to 1000, not ${said}`);
    }
    return Number(said ?? 200);
}
