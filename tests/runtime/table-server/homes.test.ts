import assert from "node:assert/strict";

import { shouldLead } from "../../../runtime/table-server/homes";

const ranks = ["west", "central", "south"];
const whole = (name: string) => ({ name, current: true });
const behind = (name: string) => ({ name, current: false });
const gone = (name: string) => ({ name, current: true, offline: true });

describe("a region takes the lead of a shard", () => {
    for (const [title, cluster, takes] of [
        [
            "that is its own, from another region",
            { leader: "central", replicas: [whole("west"), whole("south")] },
            "west",
        ],
        [
            "from the backup location, which an election has put there",
            { leader: "north", replicas: ranks.map(whole) },
            "west",
        ],
        [
            "for a home that is gone, as the next in order, from the backup location",
            { leader: "north", replicas: [gone("west"), whole("central"), whole("south")] },
            "central",
        ],
        [
            "for a home that catches up",
            { leader: "south", replicas: [behind("west"), whole("central"), whole("north")] },
            "central",
        ],
        [
            "from no region, if its home leads",
            { leader: "west", replicas: [whole("central"), whole("south")] },
            undefined,
        ],
        [
            "from no stand-in that is the first of those that are whole",
            { leader: "central", replicas: [behind("west"), whole("south")] },
            undefined,
        ],
        ["from no region, while none leads", { replicas: ranks.map(whole) }, undefined],
        [
            "from no region, if only the backup's copy is whole",
            { leader: "north", replicas: ranks.map(behind) },
            undefined,
        ],
    ] as const) {
        it(title, () => {
            assert.deepEqual(
                ranks.filter(region => shouldLead(region, ranks, cluster)),
                takes === undefined ? [] : [takes],
            );
        });
    }
});
