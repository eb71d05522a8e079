import type { StoreChange, StoreClient } from "./client";

/** Reads a table's changes to where there are no more now; `after` goes on from where another reading ended. */
export async function allChanges(
    client: StoreClient,
    table: string,
    { after, most = 1000 }: { readonly after?: string | undefined; readonly most?: number } = {},
): Promise<{ readonly changes: readonly StoreChange[]; readonly next: string }> {
    const changes: StoreChange[] = [];
    for (let next = after; ;) {
        const { body } = await client.sure({
            method: "POST",
            path: `${table}/changes`,
            body: { most, ...(next === undefined ? {} : { after: next }) },
        });
        changes.push(...body.changes!);
        next = body.next!;
        if (body.more !== true) return { changes, next };
    }
}
