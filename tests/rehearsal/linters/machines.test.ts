import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { awsMachines } from "../../../components/plan/clouds/aws";
import { knownRegions, regionNamed, splitRef } from "../../../components/plan/places/catalogue";
import { awsLinters } from "../../support/aws-linters";

describe("machines with GPUs on AWS, by the price lists that cfn-lint has", function () {
    this.timeout(600_000);

    it("are offered in the regions that the plan chooses them in, and in no other one that a config may have", async () => {
        const { directory } = await awsLinters();
        const file = "cfnlint/data/schemas/extensions/aws_ec2_instance/instancetype_enum.json";
        const offered = JSON.parse(await readFile(path.join(directory, file), "utf8")) as Record<
            string,
            { readonly enum?: readonly string[] }
        >;
        const regions = knownRegions
            .filter(ref => splitRef(ref).cloud === "aws" && regionNamed(ref)!.sovereign === undefined)
            .map(ref => splitRef(ref).name);
        const families = [...new Set(awsMachines.types.map(({ type }) => type.split(".")[0]!))];
        const notOffered = Object.fromEntries(
            families.map(family => {
                const types = awsMachines.types.flatMap(({ type }) => (type.startsWith(`${family}.`) ? [type] : []));
                const lacks = (region: string) => !types.every(type => offered[region]!.enum!.includes(type));
                return [family, regions.filter(lacks).sort()];
            }),
        );
        assert.deepEqual(notOffered, awsMachines.notOffered);
    });
});
