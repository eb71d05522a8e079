import { type Entry, global, thing } from "./entry";

const table = (tags: Record<string, unknown>) => thing("aws:dynamodb/table:Table", "features", { tags });

export const coverage: Readonly<Record<string, Entry>> = {
    "coverage/unknown-cell": {
        complies: [table({ "meridian:cell": "eu" })],
        change: { of: "features", path: "tags.meridian:cell", to: "elsewhere" },
        apart: [table({ team: "elsewhere" })],
    },
    "coverage/unmapped": {
        complies: [thing("aws:dynamodb/table:Table", "features")],
        change: { of: "features", path: "type", to: "aws:future/warehouse:Warehouse" },
        apart: [global("random:index/randomId:RandomId", "id")],
        unknown: { why: "what decides is the type, which is always known; what it finds is undetermined by itself" },
        secret: { why: "a type is no property" },
    },
};
