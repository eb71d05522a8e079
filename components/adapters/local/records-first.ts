import type * as pulumi from "@pulumi/pulumi";

/**
 * What is written down of a cell before anything of it changes, though who writes it down, the hub, is made last. So a change that
 * fails shows as one that was begun; and when a stack goes, the last that goes is what says so.
 *
 * A program makes its components without pause, as `pulumi up` runs it: once it gives way, either a hub has said what it
 * records, or there is none. Of a program that waits for something before it makes its hub, records come in any order.
 */
export class RecordsFirst {
    private readonly made = new Map<string, pulumi.Resource[]>();
    private readonly said = new Promise<void>(resolve => setImmediate(resolve));

    add(cell: string, record: pulumi.Resource): void {
        this.made.set(cell, [...(this.made.get(cell) ?? []), record]);
    }

    /**
     * What everything of a cell depends on. One promise of them all in a list: the SDK resolves lists in lists, though its types do not
     * say so (`gatherExplicitDependencies`). It would turn a promise of a list into an output, and look for unknown values in everything
     * that the resources refer to, once for each resource that depends on them.
     */
    of(cell: string): pulumi.Input<pulumi.Resource>[] {
        return [this.all(cell) as unknown as Promise<pulumi.Resource>];
    }

    private async all(cell: string): Promise<pulumi.Resource[]> {
        await this.said;
        return this.made.get(cell) ?? [];
    }
}
