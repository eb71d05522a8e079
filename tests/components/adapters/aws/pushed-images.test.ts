import assert from "node:assert/strict";

import { ecrImage } from "../../../../components/adapters/aws/ecr";
import { notPushed } from "../../../../components/adapters/aws/pushed-images";
import { digest } from "../../plan/screening";

const missing = (region: string, repository: string) =>
    ecrImage(`111122223333.dkr.ecr.${region}.amazonaws.com/${repository}@${digest("a")}`)!;

describe("images that a registry on AWS lacks", () => {
    it("are one fault for each registry, with the repositories to create and what to run", () => {
        const faults = notPushed([
            missing("eu-west-1", "meridian/gate"),
            missing("eu-central-1", "meridian/gate"),
            missing("eu-west-1", "meridian/fetch"),
            // Of several cells of one account.
            missing("eu-west-1", "meridian/gate"),
        ]);
        const [central, west] = ["eu-central-1", "eu-west-1"].map(
            region => `111122223333.dkr.ecr.${region}.amazonaws.com`,
        );
        assert.deepEqual(
            faults.map(({ code, value }) => [code, value]),
            [
                ["image/not-pushed", central],
                ["image/not-pushed", west],
            ],
        );
        assert.match(faults[0]!.remedy, /^create repository meridian\/gate where missing, log in/);
        assert.match(faults[1]!.remedy, /^create repositories meridian\/fetch, meridian\/gate where missing, log in/);
        assert.ok(faults[1]!.remedy.includes(`npx meridian images push --to ${west}/meridian`));
        assert.ok(faults[1]!.problem.includes(`images meridian/fetch@${digest("a")}, meridian/gate@${digest("a")}`));
    });

    it("are none of other registries, and none where none is missing", () => {
        assert.equal(ecrImage(`registry.example.com/meridian/gate@${digest("a")}`), undefined);
        assert.equal(ecrImage("111122223333.dkr.ecr.eu-west-1.amazonaws.com/gate:latest"), undefined);
        assert.deepEqual(notPushed([]), []);
    });
});
