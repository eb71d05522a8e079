import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parse, stringify } from "yaml";

import { packageRoot } from "../../../tools/package-root";
import { planned, updated } from "../../engine/steps";
import { Rehearsal } from "../rehearsal";

/** A stack's file. */
export const textOf = (stack: string) =>
    readFileSync(path.join(packageRoot(), "stacks", `Pulumi.${stack}.yaml`), "utf8");

/** The same without protection of balancers, as before a stack is destroyed or a region removed. */
export function unprotected(text: string): string {
    const { config } = parse(text) as { config: Record<string, object> };
    return stringify({
        config: { ...config, "meridian:aws": { ...config["meridian:aws"], deletionProtection: false } },
    });
}

/** What a stack of AWS leaves wherever it has been: the key of a region, and buckets of logs with what guards them. */
export const leftByAws = [
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
];
/** The same where it has trails, whose buckets have versions. */
export const leftByTrails = [...leftByAws, "aws:s3/bucketVersioning:BucketVersioning"];

const balancers = "**aws:lb/loadBalancer:LoadBalancer::**";

const namesOf = (rehearsal: Rehearsal) =>
    rehearsal
        .things()
        .map(({ id, type }) => `${type} ${id}`)
        .sort();

/**
 * From nothing to nothing: what must hold of any stack of this repository. `kept`: types of what is left, because it holds data.
 * `changes`: tests of a stack that is there.
 */
export function hasWholeLife(
    stack: string,
    kept: readonly string[],
    changes: (rehearsal: () => Rehearsal) => void = () => undefined,
): void {
    describe(`the stack ${stack}, rehearsed`, function () {
        this.timeout(600_000);
        let rehearsal: Rehearsal;

        before(async () => {
            rehearsal = await Rehearsal.prepare(stack, textOf(stack));
        });
        after(() => rehearsal.dispose());

        it("is made as its preview says, and then there is nothing left to do", async () => {
            const preview = await planned(rehearsal);
            assert.deepEqual(Object.keys(preview), ["create"]);
            const update = await updated(rehearsal);
            assert.deepEqual(update.create, preview.create);
            assert.deepEqual(await updated(rehearsal), {});
        });

        it("is found by a refresh as it was made", async () => {
            await rehearsal.engine.ask(["refresh", "--yes", "--expect-no-changes", "--stack", stack]);
        });

        changes(() => rehearsal);

        it("refuses to go while its balancers are protected, and deletes nothing", async () => {
            const before = namesOf(rehearsal);
            const { errors, exitCode, output } = await rehearsal.run("destroy", "--yes");
            assert.notEqual(exitCode, 0);
            assert.match(
                output + errors,
                /lb\/loadBalancer:LoadBalancer\S+ cannot be deleted\s+because it is protected/,
            );
            assert.deepEqual(namesOf(rehearsal), before);
        });

        it("goes by its deletes once they are not, but for what holds data", async () => {
            rehearsal.configure(unprotected(textOf(stack)));
            await rehearsal.engine.ask(["up", "--yes", "--skip-preview", "--target", balancers, "--stack", stack]);
            await rehearsal.engine.ask(["destroy", "--yes", "--skip-preview", "--stack", stack]);
            const left = [...new Set(rehearsal.things().map(({ type }) => type))].sort();
            assert.deepEqual(left, kept);
        });
    });
}
