import type * as pulumi from "@pulumi/pulumi";

/**
 * The audit records of a cell that are written before anything in the cell changes, although the hub, which declares them, is constructed
 * last. A change that fails is therefore recorded as begun, and a destroy removes these records last.
 *
 * A program constructs its components synchronously: once it yields to the event loop, the hub has either declared its records or does not
 * exist. If a program awaits something before it constructs its hub, the order of records is undefined.
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
