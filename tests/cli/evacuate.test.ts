import assert from "node:assert/strict";

import { projectWith, type ScratchProject, validStack } from "./command";

for (const command of ["evacuate", "return"]) {
    describe(`meridian ${command}`, () => {
        let project: ScratchProject;
        before(() => {
            project = projectWith({ "stacks/Pulumi.dev.yaml": validStack });
        });
        after(() => {
            project.remove();
        });

        for (const [title, argv, says] of [
            ["without a region", [], `${command} needs a region before its options, as in local:eu-west`],
            [
                "with a region of another cloud",
                ["aws:eu-west-1"],
                "aws:eu-west-1 is on aws, and this command acts on regions of this machine; routing.drain takes a region of any cloud out of traffic",
            ],
            [
                "of a stack that is not up",
                ["local:eu-west"],
                "stack dev has nothing up on local, where commands act on regions; run `pulumi up` first",
            ],
            [
                "of a stack that the project lacks",
                ["local:eu-west", "--stack", "prod"],
                "there is no stacks/Pulumi.prod.yaml; stacks with a file: dev",
            ],
        ] as const) {
            it(`is refused ${title}, with what to do`, async () => {
                const { code, stdout, stderr } = await project.ask([command, ...argv]);
                assert.deepEqual([code, stdout], [2, ""]);
                assert.ok(stderr.includes(says), stderr);
            });
        }
    });
}
